package io.trueup.listener.daemon.notification;

import io.trueup.platforms.spi.Secret;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A secret that is read again for each use.
 *
 * @param place where it is kept, for messages: {@code file /run/secrets/chat}
 * @param reader gives it; empty when it is missing
 */
public record KeptSecret(String place, Supplier<Optional<Secret>> reader) {

  Optional<Secret> read() {
    return reader.get();
  }
}
