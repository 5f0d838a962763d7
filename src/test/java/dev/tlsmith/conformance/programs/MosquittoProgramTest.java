package dev.tlsmith.conformance.programs;

import java.nio.file.Path;
import java.util.List;

/** Mosquitto with the emitted file alone, in which nothing says yet who may come. */
class MosquittoProgramTest extends ProgramContract {

  /** MQTT 3.1.1 §3.1: CONNECT of a client named t. */
  private static final String CONNECT = "\u0010\015\0\u0004MQTT\u0004\u0002\0\n\0\u0001t";

  /** §3.2: CONNACK, whatever it says: who gets one came through TLS. */
  private static final String CONNACK = "\u0020\u0002\0";

  @Override
  String product() {
    return "mosquitto";
  }

  @Override
  List<String> programs() {
    return List.of("mosquitto");
  }

  @Override
  List<String> versionCommand() {
    return List.of("bash", "-c", "mosquitto -h | head -1");
  }

  @Override
  Dialogue dialogue() {
    return Dialogue.direct(CONNECT, CONNACK);
  }

  @Override
  List<String> clientAuthentications() {
    return List.of("need");
  }

  @Override
  List<String> command(EmittedService service, Path folder) {
    return List.of("mosquitto", "-c", service.path("/mosquitto/config/mosquitto.conf").toString());
  }
}
