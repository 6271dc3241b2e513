package io.trueup.platforms.testing;

import io.trueup.platforms.spi.ConnectionSecurity;
import io.trueup.platforms.spi.CredentialStore;
import io.trueup.platforms.spi.CredentialUse;
import java.util.Optional;
import java.util.function.Function;

/** Credentials of a test, usable at any server and with default security. */
public record MemoryCredentials(
    Function<String, Optional<UserPassword>> byName, ConnectionSecurity.Settings settings)
    implements CredentialStore {

  /** Credentials with the default security. */
  public static MemoryCredentials of(Function<String, Optional<UserPassword>> byName) {
    return new MemoryCredentials(byName, ConnectionSecurity.Settings.NONE);
  }

  /** No credentials. */
  public static MemoryCredentials none() {
    return of(_ -> Optional.empty());
  }

  @Override
  public CredentialStatus check(CredentialUse use) {
    return byName.apply(use.name()).isPresent()
        ? new CredentialStatus.Usable()
        : new CredentialStatus.Missing();
  }

  @Override
  public Disclosure disclose(CredentialUse use, String reason) {
    return byName
        .apply(use.name())
        .<Disclosure>map(it ->
            new Disclosure.Granted(new Login(it, ConnectionSecurity.of(settings, use.endpoints()))))
        .orElseGet(() -> new Disclosure.Denied(new CredentialStatus.Missing()));
  }
}
