package io.trueup.listener.daemon.config;

import java.nio.file.Path;

/** Where a secret is kept; the configuration itself never holds one. */
public sealed interface SecretReference {

  /** In a file; blanks at its end do not count. */
  record InFile(Path file) implements SecretReference {}

  /** In an environment variable. */
  record InEnvironment(String variable) implements SecretReference {}
}
