package dev.quotey.live.config;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.FileDescriptor;
import java.io.FileOutputStream;

/** Writes to the process's standard error, also when {@link System#err} leads to the log. */
public final class StandardErrorAppender extends OutputStreamAppender<ILoggingEvent> {
  @Override
  public void start() {
    setOutputStream(new FileOutputStream(FileDescriptor.err));
    super.start();
  }
}
