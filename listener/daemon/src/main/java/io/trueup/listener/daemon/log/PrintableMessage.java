package io.trueup.listener.daemon.log;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.trueup.listener.engine.text.SafeText;

/** The message of an event as one line, without characters that a terminal would act on. */
public final class PrintableMessage extends MessageConverter {

  @Override
  public String convert(ILoggingEvent event) {
    var message = super.convert(event);
    return message == null ? "" : SafeText.line(message);
  }
}
