package dev.tlsmith.material;

import dev.tlsmith.certificate.CertificateAuthority;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The certificates and keys of a whole bundle.
 *
 * @param authority a CA that was made for the bundle, and whose key is handed out once; null where
 *     the certificates are from elsewhere
 * @param each those of every deployment, in the order of the spec
 */
public record BundleIdentities(
    @Nullable CertificateAuthority authority, List<DeploymentIdentities> each) {}
