package dev.tlsmith.certificate.path;

import static java.util.Comparator.comparing;
import static java.util.Comparator.reverseOrder;

import dev.tlsmith.certificate.Findings;
import dev.tlsmith.certificate.Signatures;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;

/**
 * Finds the ways up to a root among certificates in any order (RFC 4158): by names and key
 * identifiers, confirmed by signatures. Cross-signed CAs, CAs that changed their key and circles of
 * them make several; the best comes first.
 *
 * <p>Of two paths the better one is, in this order: valid now from end to end; without a
 * contradiction of key identifiers; up to a root that was supplied rather than to a public one, and
 * to that rather than to none; the shorter; the one that leaves fewer certificates unused, so that
 * a cross-signed twin of a public root is sent along; the one that is valid for longer, and then
 * whose first certificate is.
 */
public final class PathSearch {

  private static final int LONGEST = 10;
  private static final int MOST_PATHS = 20;
  private static final int MOST_STEPS = 1000;

  /** What a hostile pool can make us verify; a chain of four takes about ten. */
  private static final int MOST_SIGNATURES = 300;

  private final Set<X509Certificate> pool;
  private final Map<X500Principal, List<X509Certificate>> bySubject;
  private final Map<X500Principal, List<X509Certificate>> publicRoots;
  private final Instant now;
  private final Map<Link, Boolean> signatures = new HashMap<>();
  private final List<CertificationPath> found = new ArrayList<>();
  private int steps;

  /** A signature that was verified or refuted once. */
  private record Link(X509Certificate certificate, PublicKey issuer) {}

  /**
   * A search.
   *
   * @param pool the supplied certificates
   * @param publicRoots that may complete a path; may be empty
   */
  public PathSearch(
      Collection<X509Certificate> pool, Collection<X509Certificate> publicRoots, Instant now) {
    this.pool = new LinkedHashSet<>(pool);
    this.bySubject = bySubject(pool);
    this.publicRoots = bySubject(publicRoots);
    this.now = now;
  }

  /**
   * The best path without a fault; the best one and its faults if each has one.
   *
   * @param firsts as in {@link #from}
   * @param rules that a path is judged by
   * @param findings get those of the path that is chosen
   */
  public CertificationPath choose(
      Collection<X509Certificate> firsts,
      BiConsumer<CertificationPath, Findings> rules,
      Findings findings) {
    record Judged(CertificationPath path, Findings findings) {}
    List<Judged> judged = new ArrayList<>();
    for (CertificationPath path : from(firsts)) {
      judged.add(new Judged(path, new Findings()));
      rules.accept(path, judged.getLast().findings());
      if (!judged.getLast().findings().hasFaults()) {
        break;
      }
    }
    boolean sound = !judged.getLast().findings().hasFaults();
    Judged chosen = sound ? judged.getLast() : judged.getFirst();
    findings.addAll(chosen.findings());
    return chosen.path();
  }

  /**
   * The paths that lead up from any of these certificates, the best first; never empty.
   *
   * @param firsts at least one; usually the one whose key is known
   */
  public List<CertificationPath> from(Collection<X509Certificate> firsts) {
    for (X509Certificate first : firsts) {
      climb(new ArrayList<>(List.of(first)));
    }
    return found.stream().sorted(preference()).toList();
  }

  private void climb(List<X509Certificate> path) {
    if (found.size() >= MOST_PATHS) {
      return;
    }
    boolean exhausted = ++steps > MOST_STEPS || path.size() == LONGEST;
    X509Certificate top = path.getLast();
    boolean root = isSelfSigned(top);
    List<X509Certificate> issuers = root || exhausted ? List.of() : issuers(path);
    Optional<X509Certificate> publicRoot = root ? Optional.empty() : publicRoot(path);
    if (issuers.isEmpty() || publicRoot.isPresent()) {
      found.add(new CertificationPath(path, publicRoot, unused(path)));
    }
    for (X509Certificate issuer : issuers) {
      path.add(issuer);
      climb(path);
      path.removeLast();
    }
  }

  /** Those that signed the topmost, the likeliest first; no authority comes twice in a path. */
  private List<X509Certificate> issuers(List<X509Certificate> path) {
    X509Certificate top = path.getLast();
    return bySubject.getOrDefault(top.getIssuerX500Principal(), List.of()).stream()
        .filter(
            candidate ->
                path.stream().noneMatch(one -> CertificationPath.isSameAuthority(one, candidate)))
        .sorted(
            comparing((X509Certificate candidate) -> !isValid(candidate))
                .thenComparing(candidate -> !KeyIdentifiers.allow(top, candidate))
                .thenComparing(candidate -> !CertificationPath.isSelfIssued(candidate))
                .thenComparing(X509Certificate::getNotAfter, reverseOrder()))
        .filter(candidate -> isSignedBy(top, candidate.getPublicKey()))
        .toList();
  }

  private Optional<X509Certificate> publicRoot(List<X509Certificate> path) {
    X509Certificate top = path.getLast();
    Stream<X509Certificate> issuers =
        publicRoots.getOrDefault(top.getIssuerX500Principal(), List.of()).stream()
            .filter(root -> isSignedBy(top, root.getPublicKey()));
    Stream<X509Certificate> twins =
        path.reversed().stream()
            .flatMap(
                one ->
                    publicRoots.getOrDefault(one.getSubjectX500Principal(), List.of()).stream()
                        .filter(root -> CertificationPath.isSameAuthority(root, one)));
    return Stream.concat(issuers, twins).min(comparing(root -> !isValid(root)));
  }

  private List<X509Certificate> unused(List<X509Certificate> path) {
    return pool.stream().filter(certificate -> !path.contains(certificate)).toList();
  }

  private Comparator<CertificationPath> preference() {
    return comparing((CertificationPath path) -> !path.validated().stream().allMatch(this::isValid))
        .thenComparing(path -> !agrees(path))
        .thenComparing(path -> path.endsInRoot() ? 0 : path.isComplete() ? 1 : 2)
        .thenComparing(path -> path.validated().size())
        .thenComparing(path -> path.unused().size())
        .thenComparing(PathSearch::end, reverseOrder())
        .thenComparing(path -> path.first().getNotAfter().toInstant(), reverseOrder());
  }

  private static boolean agrees(CertificationPath path) {
    List<X509Certificate> certificates = path.certificates();
    for (int i = 1; i < certificates.size(); i++) {
      if (!KeyIdentifiers.allow(certificates.get(i - 1), certificates.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static Instant end(CertificationPath path) {
    return path.validated().stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  private boolean isValid(X509Certificate certificate) {
    return !now.isBefore(certificate.getNotBefore().toInstant())
        && !now.isAfter(certificate.getNotAfter().toInstant());
  }

  private boolean isSelfSigned(X509Certificate certificate) {
    return CertificationPath.isSelfIssued(certificate)
        && isSignedBy(certificate, certificate.getPublicKey());
  }

  private boolean isSignedBy(X509Certificate certificate, PublicKey issuer) {
    Link link = new Link(certificate, issuer);
    Boolean known = signatures.get(link);
    if (known != null) {
      return known;
    }
    if (signatures.size() >= MOST_SIGNATURES) {
      return false;
    }
    boolean signed = Signatures.isSignedBy(certificate, issuer);
    signatures.put(link, signed);
    return signed;
  }

  private static Map<X500Principal, List<X509Certificate>> bySubject(
      Collection<X509Certificate> certificates) {
    return certificates.stream()
        .distinct()
        .collect(Collectors.groupingBy(X509Certificate::getSubjectX500Principal));
  }
}
