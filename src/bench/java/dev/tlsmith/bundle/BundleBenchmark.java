package dev.tlsmith.bundle;

import dev.tlsmith.access.Caller;
import dev.tlsmith.certificate.CertificateAuthority;
import dev.tlsmith.certificate.CertificateIssuer;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.keystore.KeyStores;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.DeploymentResolver;
import dev.tlsmith.product.ResolvedDeployment;
import dev.tlsmith.proof.ProofReport;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.KeyStoreType;
import dev.tlsmith.spec.Subject;
import io.micronaut.context.ApplicationContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
 * What a bundle costs, and how much of it is not cryptography. The yardstick is one PKCS#12 key
 * store write (10,000 iterations): {@link #everythingButCryptography} is to stay below half of it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class BundleBenchmark {

  private static final String CONTENT_TYPE = "application/json";
  private static final char[] PASSWORD = "a-password-of-a-benchmark".toCharArray();

  private final byte[] elliptic = body("EC_P256");
  private final byte[] rsa = body("RSA_2048");

  private final ApplicationContext context;
  private final SpecReader reader;
  private final BundleGenerator generator;
  private final DeploymentResolver resolver;
  private final BundleAssembler assembler;
  private final CertificateIssuer issuer;
  private final KeyStores keyStores;
  private final Identities identities;
  private final KeyMaterial material;
  private final ProofReport proof;
  private final ResolvedDeployment deployment;
  private final TlsIdentity identity;

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
    resolver = context.getBean(DeploymentResolver.class);
    assembler = context.getBean(BundleAssembler.class);
    issuer = context.getBean(CertificateIssuer.class);
    keyStores = context.getBean(KeyStores.class);
    SpecRequest request = reader.read(elliptic, CONTENT_TYPE);
    deployment = resolver.resolve(request.spec()).getFirst();
    List<Warning> warnings = new ArrayList<>();
    identities =
        context.getBean(IdentityProvider.class).obtain(request.spec(), deployment, warnings);
    identity = Objects.requireNonNull(identities.application());
    material =
        context
            .getBean(KeyMaterialEncoder.class)
            .encode(request.spec(), deployment, identities, warnings);
    proof =
        context
            .getBean(MaterialProver.class)
            .prove(request.spec(), deployment, identities, material);
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
    SpecRequest request = reader.read(elliptic, CONTENT_TYPE);
    ResolvedDeployment resolved = resolver.resolve(request.spec()).getFirst();
    return Archives.zip(
        assembler.assemble(
            request.spec(), resolved, identities, material, proof, resolved.warnings()));
  }

  /** All templates of a bundle, without validation, checks and archive. */
  @Benchmark
  public List<ResolvedDeployment.RenderedFile> renderOnly() {
    List<ResolvedDeployment.RenderedFile> files =
        new ArrayList<>(deployment.renderMaterial(material.model()));
    files.addAll(deployment.renderPlain());
    return files;
  }

  /** A CA and a leaf under it. */
  @Benchmark
  public Object certificateOnly() {
    CertificateAuthority authority = issuer.newAuthority("benchmark", KeyAlgorithm.EC_P256, 3650);
    return issuer.issueServer(
        authority, Subject.EMPTY, deployment.names(), KeyAlgorithm.EC_P256, 397);
  }

  /** The yardstick: one PKCS#12 key store write. */
  @Benchmark
  public byte[] keyStoreWrite() {
    return keyStores.keyStore(identity, KeyStoreType.PKCS12, "tls", PASSWORD);
  }

  private byte[] bundle(byte[] body) {
    SpecRequest request = reader.read(body, CONTENT_TYPE);
    Requester anybody = new Requester(Caller.ANYBODY, "-", ServiceAddress.LOCAL);
    return Archives.zip(generator.generate(generator.order(request.spec(), anybody)));
  }
}
