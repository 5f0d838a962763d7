package dev.tlsmith.support;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** Everything that the process logs until this is closed, our own messages down to the finest. */
public final class CapturedLog implements AutoCloseable {

  private static final String SIGN = "the log is listened to";

  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Logger own = (Logger) LoggerFactory.getLogger("dev.tlsmith");
  private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          events.add(event);
        }
      };

  public CapturedLog() {
    appender.setContext(root.getLoggerContext());
    appender.start();
    root.addAppender(appender);
    own.setLevel(Level.TRACE);
  }

  /** With the context and the stack traces of each message. */
  public String text() {
    own.trace(SIGN);
    PatternLayoutEncoder layout = new PatternLayoutEncoder();
    layout.setContext(root.getLoggerContext());
    layout.setPattern("%level %logger %mdc %msg%n%ex{full}");
    layout.start();
    StringBuilder text = new StringBuilder();
    for (ILoggingEvent event : events) {
      text.append(new String(layout.encode(event), StandardCharsets.UTF_8));
    }
    assertThat(text).contains(SIGN);
    return text.toString();
  }

  @Override
  public void close() {
    root.detachAppender(appender);
    own.setLevel(null);
  }
}
