package dev.tlsmith.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.access.caller.ClientAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {

  private static InetSocketAddress at(String address) throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(address), 1);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 10.0.0.1, true",
    "10.0.0.1, 10.0.0.2, false",
    "::ffff:10.0.0.1, 10.0.0.1, true",
    "2001:db8::1, 2001:db8::ffff:1, true",
    "2001:db8:0:1::1, 2001:db8:0:2::1, false",
  })
  void aNetworkOfVersionSixIsOneClient(String one, String other, boolean same) throws Exception {
    assertThat(ClientAddress.of(at(one)).equals(ClientAddress.of(at(other)))).isEqualTo(same);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.9.9.9, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.4, false",
    "fd00::/8, fd12::1, true",
    "fd00::/8, 10.0.0.1, false",
    "::1, ::1, true",
  })
  void aProxyIsNamedByItsAddressOrItsNetwork(String network, String address, boolean contained)
      throws Exception {
    assertThat(new TrustedProxies(List.of(network)).contains(at(address))).isEqualTo(contained);
  }
}
