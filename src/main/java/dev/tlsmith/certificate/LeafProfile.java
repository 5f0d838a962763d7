package dev.tlsmith.certificate;

import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.SubjectAlternativeName.DnsName;
import dev.tlsmith.spec.SubjectAlternativeName.IpAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * What tells a server's leaf from a client's.
 *
 * @param subject may be empty if there are names
 * @param names subject alternative names; empty for a client
 * @param purpose extended key usage (RFC 5280 §4.2.1.12)
 */
public record LeafProfile(X500Name subject, List<GeneralName> names, KeyPurposeId purpose) {

  /** Of a server: these names, each once. */
  public static LeafProfile server(X500Name subject, List<SubjectAlternativeName> names) {
    List<GeneralName> general = names.stream().distinct().map(LeafProfile::generalName).toList();
    return new LeafProfile(subject, general, KeyPurposeId.id_kp_serverAuth);
  }

  /** Of a client, which has no names. */
  public static LeafProfile client(X500Name subject) {
    return new LeafProfile(subject, List.of(), KeyPurposeId.id_kp_clientAuth);
  }

  /** A name for people, from its encoding. */
  public static String text(GeneralName name) {
    return name.getTagNo() == GeneralName.iPAddress
        ? ipAddress(DEROctetString.getInstance(name.getName()).getOctets())
        : CertificateNames.printable(name.getName().toString());
  }

  /**
   * An address for people.
   *
   * @throws IllegalArgumentException if it has neither 4 nor 16 octets
   */
  public static String ipAddress(byte[] octets) {
    try {
      return new IpAddress(InetAddress.getByAddress(octets).getHostAddress()).value();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("neither 4 nor 16 octets", e);
    }
  }

  /** A name as certificates encode it. */
  public static GeneralName generalName(SubjectAlternativeName name) {
    return switch (name) {
      case DnsName dns -> new GeneralName(GeneralName.dNSName, dns.value());
      case IpAddress ip -> new GeneralName(GeneralName.iPAddress, new DEROctetString(ip.octets()));
    };
  }
}
