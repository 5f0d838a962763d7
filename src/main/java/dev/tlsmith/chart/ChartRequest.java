package dev.tlsmith.chart;

import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.spec.Secret;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What charts are asked for.
 *
 * @param namespace that they are installed in
 * @param digest of the spec in hexadecimal, which the versions end in
 * @param deployments resolved for a target that packages, in the order of the spec
 * @param passwords that were made for the same bundle, and may stand in no chart
 * @param password that the caller chose for key stores, and that may stand in no chart either; null
 *     if they chose none
 */
public record ChartRequest(
    String namespace,
    String digest,
    List<ResolvedDeployment> deployments,
    Set<Secret> passwords,
    @Nullable Secret password) {}
