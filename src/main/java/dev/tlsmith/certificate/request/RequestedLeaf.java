package dev.tlsmith.certificate.request;

import dev.tlsmith.spec.Subject;
import dev.tlsmith.spec.SubjectAlternativeName;
import java.util.List;

/**
 * What a certificate that the request leads to will say.
 *
 * @param subject of the spec
 * @param names at least one
 */
public record RequestedLeaf(Subject subject, List<SubjectAlternativeName> names) {}
