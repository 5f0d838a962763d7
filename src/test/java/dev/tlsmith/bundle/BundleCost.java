package dev.tlsmith.bundle;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Keeps a bundle from becoming dearer unnoticed: its CPU time against that of a yardstick, both by
 * turns in one run, so that neither the machine nor its load counts. Ends with exit code 1 where
 * the median is above the bound.
 */
final class BundleCost {

  /**
   * The yardstick is one PBKDF2 of the JDK with 10,000 iterations, 2 ms or so. A bundle cost 22.6
   * of it while stores derived keys for public certificates and JSSE had the JDK's elliptic curves;
   * since partials are evaluated and files made once it is 8.3 to 10.3.
   */
  private static final double MOST = 12;

  /** A trust image, by the same measure: 2.2 to 2.8 when it was measured. */
  private static final double MOST_OF_AN_IMAGE = 4.5;

  /** A chart, by the same measure. */
  private static final double MOST_OF_A_CHART = 3;

  private static final int WARM_UP = 400;
  private static final int ROUNDS = 7;
  private static final int BUNDLES = 20;
  private static final int DERIVATIONS = 40;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private BundleCost() {}

  /** Measures, prints a line for each, and judges. */
  public static void main(String... arguments) throws Exception {
    BundleBenchmark benchmark = new BundleBenchmark();
    double median;
    double image;
    double chart;
    try {
      median = median(benchmark::ellipticBundle, BundleCost::yardstick);
      image = median(benchmark::trustImage, BundleCost::yardstick);
      chart = median(benchmark::chart, BundleCost::yardstick);
    } finally {
      benchmark.stop();
    }
    System.out.printf(
        "an EC P-256 bundle costs %.1f of a PBKDF2 with 10,000 iterations; at most %.1f%n",
        median, MOST);
    System.out.printf(
        "a trust image costs %.1f of it, at most %.1f: %.2f of that bundle%n",
        image, MOST_OF_AN_IMAGE, image / median);
    System.out.printf(
        "a chart costs %.1f of it, at most %.1f: %.2f of that bundle%n",
        chart, MOST_OF_A_CHART, chart / median);
    System.exit(median > MOST || image > MOST_OF_AN_IMAGE || chart > MOST_OF_A_CHART ? 1 : 0);
  }

  private static double median(Callable<byte[]> work, Callable<byte[]> measure) throws Exception {
    cpu(work, WARM_UP);
    cpu(measure, WARM_UP);
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      ratios.add(cpu(work, BUNDLES) / cpu(measure, DERIVATIONS));
    }
    Collections.sort(ratios);
    return ratios.get(ROUNDS / 2);
  }

  private static byte[] yardstick() throws GeneralSecurityException {
    PBEKeySpec spec = new PBEKeySpec("a password".toCharArray(), new byte[20], 10_000, 256);
    return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
  }

  /** CPU time of this thread for each call, in nanoseconds. */
  private static double cpu(Callable<byte[]> work, int times) throws Exception {
    long octets = 0;
    long start = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < times; i++) {
      octets += work.call().length;
    }
    long spent = THREADS.getCurrentThreadCpuTime() - start;
    if (octets == 0) {
      throw new IllegalStateException("nothing was made");
    }
    return (double) spent / times;
  }
}
