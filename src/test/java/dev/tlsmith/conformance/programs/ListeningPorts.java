package dev.tlsmith.conformance.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The TCP ports that a process and its children listen on, as Linux tells it. */
final class ListeningPorts {

  /** {@code st} of a socket that listens, include/net/tcp_states.h. */
  private static final String LISTEN = "0A";

  private ListeningPorts() {}

  static Set<Integer> of(ProcessHandle process) throws IOException {
    Set<String> sockets = new HashSet<>();
    for (ProcessHandle one : Stream.concat(Stream.of(process), process.descendants()).toList()) {
      sockets.addAll(sockets(Path.of("/proc", String.valueOf(one.pid()), "fd")));
    }
    Set<Integer> ports = new TreeSet<>();
    for (String table : List.of("tcp", "tcp6")) {
      Path path = Path.of("/proc/net", table);
      if (Files.exists(path)) {
        // https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html
        for (String line : Files.readAllLines(path)) {
          String[] fields = line.strip().split("\\s+");
          if (fields[3].equals(LISTEN) && sockets.contains("socket:[" + fields[9] + "]")) {
            ports.add(Integer.parseInt(fields[1].substring(fields[1].indexOf(':') + 1), 16));
          }
        }
      }
    }
    return ports;
  }

  /** Of a process that ends meanwhile none, and of one that closes some those that are left. */
  private static Set<String> sockets(Path descriptors) {
    Set<String> sockets = new HashSet<>();
    String[] links = descriptors.toFile().list();
    for (String link : links == null ? new String[0] : links) {
      try {
        sockets.add(Files.readSymbolicLink(descriptors.resolve(link)).toString());
      } catch (IOException e) {
        // it was closed
      }
    }
    return sockets;
  }
}
