package dev.tlsmith.support;

import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Prints the serial number of each certificate that its JVM trusts by default. */
final class TrustPrinter {

  private TrustPrinter() {}

  public static void main(String[] args) throws Exception {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    X509TrustManager manager = (X509TrustManager) factory.getTrustManagers()[0];
    Arrays.stream(manager.getAcceptedIssuers())
        .map(TrustPrinter::serial)
        .forEach(System.out::println);
  }

  static String serial(X509Certificate certificate) {
    return HexFormat.of().formatHex(certificate.getSerialNumber().toByteArray());
  }
}
