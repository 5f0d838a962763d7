package dev.tlsmith.proof;

import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.spec.SubjectAlternativeName;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an image is about to trust.
 *
 * @param files content by name, each of these certificates and nothing else: the one that {@code
 *     store} names is a JVM's, all others are PEM
 * @param store name of the trust store without a password
 * @param own name of the file without public roots, which all others hold besides
 * @param certificates that each file must hold; none of them is a public root
 * @param server whom a client with that store must believe; null where nobody is at hand
 * @param names of the server, of which the first is asked for
 * @param supplied whether the server's key is the caller's: then a failure is theirs to mend
 * @param pointer of the certificate in the spec, for faults
 */
public record ImageMaterial(
    Map<String, byte[]> files,
    String store,
    String own,
    List<X509Certificate> certificates,
    @Nullable TlsIdentity server,
    List<SubjectAlternativeName> names,
    boolean supplied,
    String pointer) {

  public ImageMaterial {
    files = Map.copyOf(files);
    certificates = List.copyOf(certificates);
    names = List.copyOf(names);
  }
}
