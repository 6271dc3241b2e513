package io.trueup.model.ecosystem;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.fingerprint.FingerprintBuilder;
import java.util.Collections;
import java.util.List;
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
 * @param type the implementation that realizes it, such as {@code postgres}
 * @param history that it keeps
 * @param container qualified name of the container in which it stages and merges; null when it has
 *     none
 * @param credential for that container; null when it needs none
 * @param credentials for other purposes, by purpose
 * @param hints settings that only its type understands
 * @param rollout when it follows the accepted model
 * @param jobs how its nodes make jobs
 * @param provider name of the group of platforms that share services with it; null for none
 * @param dependencies the platforms that must follow before it does, by name
 * @param tags words by which operators select it
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
    JobPolicy jobs,
    @Nullable String provider,
    List<PlatformDependency> dependencies,
    SortedSet<String> tags,
    Documentation documentation) {

  public PlatformDeclaration {
    credentials = Collections.unmodifiableSortedMap(new TreeMap<>(credentials));
    hints = Collections.unmodifiableSortedMap(new TreeMap<>(hints));
    dependencies = List.copyOf(dependencies);
    tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
  }

  /**
   * A declaration with only these fields.
   *
   * @param credential name of a user/password credential; null when it needs none
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
        JobPolicy.DEFAULT,
        null,
        List.of(),
        Collections.emptySortedSet(),
        Documentation.NONE);
  }

  /** What is said about its moves. */
  public RolloutTerms terms() {
    return new RolloutTerms(rollout, dependencies, provider, tags);
  }

  private static Map<String, String> texts(SortedMap<String, Credential> credentials) {
    var texts = new TreeMap<String, String>();
    credentials.forEach((purpose, credential) -> texts.put(purpose, credential.toString()));
    return texts;
  }

  /**
   * The digest of everything that affects how nodes are realized; the rollout policy, dependencies
   * and jobs do not.
   */
  public Fingerprint fingerprint() {
    return FingerprintBuilder.of("platform")
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
