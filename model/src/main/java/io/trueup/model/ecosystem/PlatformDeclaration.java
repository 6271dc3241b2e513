package io.trueup.model.ecosystem;

import io.trueup.model.fingerprint.Canonical;
import io.trueup.model.fingerprint.Fingerprint;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A data platform, as the ecosystem declares it.
 *
 * @param name unique in the ecosystem
 * @param type which implementation realizes it, such as {@code postgres}
 * @param history what it keeps of a row's past
 * @param container qualified name of the container it stages and merges in; null when it has none
 * @param credential for that container; null when it needs none
 * @param credentials for whatever else it needs, by what they are for
 * @param hints what only its type understands
 * @param rollout when it follows the accepted model
 * @param provider groups platforms that share services; null when it shares none
 * @param dependencies names of the platforms that must follow before it does
 */
public record PlatformDeclaration(
    String name,
    String type,
    History history,
    @Nullable String container,
    @Nullable Credential credential,
    SortedMap<String, Credential> credentials,
    SortedMap<String, String> hints,
    RolloutPolicy rollout,
    @Nullable String provider,
    SortedSet<String> dependencies,
    Documentation documentation) {

  public PlatformDeclaration {
    credentials = Collections.unmodifiableSortedMap(new TreeMap<>(credentials));
    hints = Collections.unmodifiableSortedMap(new TreeMap<>(hints));
    dependencies = Collections.unmodifiableSortedSet(new TreeSet<>(dependencies));
  }

  /**
   * A declaration that says no more than these.
   *
   * @param credential name of a user and password; null when it needs none
   */
  public static PlatformDeclaration of(
      String name,
      String type,
      History history,
      @Nullable String container,
      @Nullable String credential,
      RolloutPolicy rollout) {
    return new PlatformDeclaration(
        name,
        type,
        history,
        container,
        credential == null ? null : new Credential(credential, Credential.Kind.USER_PASSWORD),
        Collections.emptySortedMap(),
        Collections.emptySortedMap(),
        rollout,
        null,
        Collections.emptySortedSet(),
        Documentation.NONE);
  }

  private static Map<String, String> texts(SortedMap<String, Credential> credentials) {
    var texts = new TreeMap<String, String>();
    credentials.forEach((purpose, credential) -> texts.put(purpose, credential.toString()));
    return texts;
  }

  /**
   * The digest of all that makes a node be realized differently: not when it is rolled out, nor
   * after which others.
   */
  public Fingerprint fingerprint() {
    return Canonical.of("platform")
        .add(name)
        .add(type)
        .add(history.text())
        .add(Optional.ofNullable(container))
        .add(Optional.ofNullable(credential).map(Credential::toString))
        .add(texts(credentials))
        .add(hints)
        .add(Optional.ofNullable(provider))
        .fingerprint();
  }
}
