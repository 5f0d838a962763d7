package dev.tlsmith.proof;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A handshake between two engines, without a socket. Not for use by two threads. */
final class InMemoryHandshake {

  /** A flight of RFC 8446 fits in a handful of turns; more means that both wait forever. */
  private static final int MOST_TURNS = 100;

  private static final int FLIGHT = 1 << 16;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final ByteBuffer toServer = ByteBuffer.allocate(FLIGHT);
  private final ByteBuffer toClient = ByteBuffer.allocate(FLIGHT);
  private final ByteBuffer application = ByteBuffer.allocate(FLIGHT);

  /** Which side broke a handshake off, and why. */
  record Refusal(Side side, SSLException cause) {}

  enum Side {
    CLIENT,
    SERVER
  }

  /** Runs to the end of both sides; null if both accepted. */
  @Nullable Refusal run(SSLEngine client, SSLEngine server) {
    toServer.clear();
    toClient.clear();
    Side turn = Side.CLIENT;
    try {
      client.beginHandshake();
      server.beginHandshake();
      for (int i = 0; i < MOST_TURNS && !(isDone(client) && isDone(server)); i++) {
        switch (turn) {
          case CLIENT -> advance(client, toClient, toServer);
          case SERVER -> advance(server, toServer, toClient);
        }
        turn = turn == Side.CLIENT ? Side.SERVER : Side.CLIENT;
      }
    } catch (SSLException e) {
      return new Refusal(turn, e);
    }
    return isDone(client) && isDone(server)
        ? null
        : new Refusal(turn, new SSLException("the handshake came to a standstill"));
  }

  private static boolean isDone(SSLEngine engine) {
    return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
  }

  /** Lets one side do all it can before the other must speak. */
  private void advance(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    boolean progress = true;
    while (progress) {
      progress =
          switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> runTasks(engine);
            case NEED_WRAP -> engine.wrap(NOTHING, out).bytesProduced() > 0;
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap(engine, in);
            case FINISHED, NOT_HANDSHAKING -> false;
          };
    }
  }

  private static boolean runTasks(SSLEngine engine) {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
    return true;
  }

  private boolean unwrap(SSLEngine engine, ByteBuffer in) throws SSLException {
    in.flip();
    try {
      HandshakeStatus before = engine.getHandshakeStatus();
      SSLEngineResult result = engine.unwrap(in, application.clear());
      return result.bytesConsumed() > 0 || engine.getHandshakeStatus() != before;
    } finally {
      in.compact();
    }
  }
}
