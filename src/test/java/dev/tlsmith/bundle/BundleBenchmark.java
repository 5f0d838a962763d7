package dev.tlsmith.bundle;

import dev.tlsmith.access.caller.Caller;
import dev.tlsmith.certificate.CertificateAuthority;
import dev.tlsmith.certificate.Pem;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.certificate.issuing.CertificateIssuer;
import dev.tlsmith.http.ServiceAddress;
import dev.tlsmith.keystore.KeyStores;
import dev.tlsmith.keystore.StorePassword;
import dev.tlsmith.material.BundleIdentities;
import dev.tlsmith.material.CertificateProvisioning;
import dev.tlsmith.material.KeyMaterial;
import dev.tlsmith.material.KeyMaterialEncoder;
import dev.tlsmith.material.MaterialProver;
import dev.tlsmith.material.ProvenDeployment;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.resolution.RenderedFile;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.request.SpecReader;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.KeyStoreType;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.Subject;
import io.micronaut.context.ApplicationContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a bundle costs, and how much of it is not cryptography. What it may cost {@link BundleCost}
 * holds.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class BundleBenchmark {

  private static final String CONTENT_TYPE = "application/json";
  private static final StorePassword PASSWORD =
      StorePassword.given(Secret.of("a-password-of-a-benchmark"));

  private final byte[] elliptic = body("EC_P256");
  private final byte[] rsa = body("RSA_2048");

  private final ApplicationContext context;
  private final SpecReader reader;
  private final BundleGenerator generator;
  private final KeyMaterialEncoder encoder;
  private final BundleAssembler assembler;
  private final ImageGenerator images;
  private final byte[] trust;
  private final CertificateIssuer issuer;
  private final KeyStores keyStores;
  private final BundleIdentities identities;
  private final ProvenDeployment proven;
  private final TlsIdentity identity;

  /** Of a CA that somebody has, where the key is in the cluster. */
  private byte[] trust() {
    CertificateAuthority authority = issuer.newAuthority("benchmark", KeyAlgorithm.EC_P256, 3650);
    String pem = Pem.certificates(authority.chain()).replace("\n", "\\n");
    String json =
        """
        {"product": "kestra", "hosts": ["kestra.example.com"], "trust": {"additional": "%s"},
         "certificate": {"source": "cert-manager", "issuer": {"name": "ca"}}}
        """;
    return json.formatted(pem).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] body(String algorithm) {
    String json =
        """
        {"product": "kestra", "hosts": ["kestra.example.com"],
         "certificate": {"source": "self-signed", "keyAlgorithm": "%s"}}
        """;
    return json.formatted(algorithm).getBytes(StandardCharsets.UTF_8);
  }

  /** Starts the service without its server. */
  public BundleBenchmark() {
    context = ApplicationContext.run();
    reader = context.getBean(SpecReader.class);
    generator = context.getBean(BundleGenerator.class);
    encoder = context.getBean(KeyMaterialEncoder.class);
    assembler = context.getBean(BundleAssembler.class);
    issuer = context.getBean(CertificateIssuer.class);
    keyStores = context.getBean(KeyStores.class);
    images = context.getBean(ImageGenerator.class);
    trust = trust();
    BundleGenerator.Order order = order(elliptic);
    List<ResolvedDeployment> deployments = order.deployments();
    List<Warning> warnings = new ArrayList<>();
    identities =
        context
            .getBean(CertificateProvisioning.class)
            .obtain(order.spec(), deployments, Map.of(), warnings);
    List<KeyMaterial> material = encoder.encode(order.spec(), deployments, identities, warnings);
    proven =
        context
            .getBean(MaterialProver.class)
            .prove(order.spec(), deployments, identities, material)
            .getFirst();
    identity = Objects.requireNonNull(proven.identities().application());
  }

  /** Stops it. */
  @TearDown
  public void stop() {
    context.close();
  }

  /** From a body to a zip: CA, leaf, three stores, all handshakes, all templates. */
  @Benchmark
  public byte[] ellipticBundle() {
    return bundle(elliptic);
  }

  /** The same with RSA keys. */
  @Benchmark
  public byte[] rsaBundle() {
    return bundle(rsa);
  }

  /** From a body to a zip with key material that was made before. */
  @Benchmark
  public byte[] everythingButCryptography() {
    BundleGenerator.Order order = order(elliptic);
    ResolvedDeployment resolved = order.deployments().getFirst();
    ProvenDeployment again =
        new ProvenDeployment(resolved, proven.identities(), proven.material(), proven.proof());
    return Archives.zip(
        assembler.assemble(
            order.spec(),
            List.of(again),
            encoder.authority(identities),
            resolved.warnings(),
            order.requester().address()));
  }

  /** From a body to a trust image, every file of it read again. */
  @Benchmark
  public byte[] trustImage() {
    Requester anybody = new Requester(Caller.ANYBODY, "-", ServiceAddress.LOCAL);
    return images.trustImage(reader.read(trust, CONTENT_TYPE).spec(), anybody).content();
  }

  /** From a body to a chart as Helm packages it, every file of it read again. */
  @Benchmark
  public byte[] chart() {
    Requester anybody = new Requester(Caller.ANYBODY, "-", ServiceAddress.LOCAL);
    return generator.chart(reader.read(elliptic, CONTENT_TYPE).spec(), anybody).archive();
  }

  /** All templates of a bundle, without validation, checks and archive. */
  @Benchmark
  public List<RenderedFile> renderOnly() {
    return proven.render();
  }

  /** A CA and a leaf under it. */
  @Benchmark
  public Object certificateOnly() {
    CertificateAuthority authority = issuer.newAuthority("benchmark", KeyAlgorithm.EC_P256, 3650);
    return issuer.issueServer(
        authority, Subject.EMPTY, proven.deployment().names(), KeyAlgorithm.EC_P256, 397);
  }

  /** One PKCS#12 key store write, under a password that a person chose (10,000 iterations). */
  @Benchmark
  public byte[] keyStoreWrite() {
    return keyStores.keyStore(identity, KeyStoreType.PKCS12, "tls", PASSWORD);
  }

  private byte[] bundle(byte[] body) {
    return Archives.zip(generator.generate(order(body)));
  }

  private BundleGenerator.Order order(byte[] body) {
    Requester anybody = new Requester(Caller.ANYBODY, "-", ServiceAddress.LOCAL);
    return generator.order(reader.read(body, CONTENT_TYPE).spec(), anybody);
  }
}
