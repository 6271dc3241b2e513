package io.trueup.listener.daemon.question;

import io.trueup.listener.daemon.question.DatastoreAnswer.CredentialAnswer;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.ecosystem.PlatformDependency;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.NodeKind;
import io.trueup.model.graph.PlatformGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A data platform as the ecosystem declares it.
 *
 * @param type the implementation that realizes it
 * @param history {@code live-only}, {@code forensic} or {@code live-with-history}
 * @param container qualified name of the container of its tables; null when it has none
 * @param credential for that container; null when it needs none
 * @param credentials for other purposes, by purpose
 * @param hints settings that only its type understands, by name
 * @param rollout when it follows the accepted model: {@code merge}, {@code schedule}, {@code
 *     manual} or {@code never}
 * @param provider the group of platforms that share services with it; null for none
 * @param dependencies the platforms that must follow before it does
 */
public record PlatformAnswer(
    String name,
    String type,
    @Nullable String description,
    String history,
    @Nullable String container,
    @Nullable CredentialAnswer credential,
    List<PurposeAnswer> credentials,
    List<HintAnswer> hints,
    String rollout,
    @Nullable String provider,
    List<String> dependencies,
    List<String> tags) {

  /** A credential for a purpose. */
  public record PurposeAnswer(String purpose, CredentialAnswer credential) {}

  /** A setting that only a type of platforms understands. */
  public record HintAnswer(String name, String value) {}

  static PlatformAnswer of(PlatformDeclaration platform) {
    return new PlatformAnswer(
        platform.name(),
        platform.type(),
        platform.documentation().description(),
        platform.history().text(),
        platform.container(),
        CredentialAnswer.of(platform.credential()),
        platform.credentials().entrySet().stream()
            .map(it ->
                new PurposeAnswer(
                    it.getKey(), Objects.requireNonNull(CredentialAnswer.of(it.getValue()))))
            .toList(),
        platform.hints().entrySet().stream()
            .map(it -> new HintAnswer(it.getKey(), it.getValue()))
            .toList(),
        platform.rollout().on().text(),
        platform.provider(),
        platform.dependencies().stream().map(PlatformDependency::platform).toList(),
        List.copyOf(platform.tags()));
  }

  /**
   * A summary of a platform's graph.
   *
   * @param fingerprint the digest of all nodes: graphs with the same requirements have the same one
   * @param nodes how many it has
   * @param kinds how many of each kind
   */
  public record GraphAnswer(String platform, String fingerprint, int nodes, List<KindCount> kinds) {

    static GraphAnswer of(PlatformGraph graph) {
      var kinds = new ArrayList<KindCount>();
      for (var kind : NodeKind.values()) {
        kinds.add(new KindCount(kind.text(), count(graph, kind)));
      }
      return new GraphAnswer(
          graph.platform().name(),
          graph.fingerprint().toString(),
          graph.nodes().size(),
          List.copyOf(kinds));
    }

    /** The keys of a kind follow each other; the character after the slash ends them. */
    static int count(PlatformGraph graph, NodeKind kind) {
      return graph.nodes().countBefore(new NodeKey(kind.text() + (char) ('/' + 1)))
          - graph.nodes().countBefore(new NodeKey(kind.prefix()));
    }
  }

  /** How many nodes of a kind there are. */
  public record KindCount(String kind, int nodes) {}
}
