package io.trueup.listener.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** The sample's model, changed merge by merge, by a seed, in good and bad ways. */
final class EvolvingModel {

  private static final String BROKEN_FILE = "broken.yaml";
  private static final List<String> BROKEN =
      List.of(
          "kind: Team\nname: USA/Broken\n\tdescription: a tab\n",
          "kind: Team\nname: USA/Broken\nname: USA/Twice\n",
          "kind: Teem\nname: USA/Broken\n",
          """
          kind: Workspace
          name: Broken
          team: USA/Sales
          container: USA/DataOffice/warehouse
          groups: {Bad: {datasets: [NW_Data/nothing]}}
          """,
          "kind: Datastore\nname: Depot\nteam: USA/Sales\n");

  private final Site site;
  private final Random random;
  private final RandomModel model;
  private final List<Merge> merges = new ArrayList<>();

  /** A pushed commit. */
  record Merge(String commit, boolean isGood) {}

  EvolvingModel(Site site, long seed) {
    this.site = site;
    this.random = new Random(seed);
    this.model = new RandomModel(random);
    site.copySample();
  }

  /** All pushed merges, in order. */
  List<Merge> merges() {
    return List.copyOf(merges);
  }

  /** The commit of the newest good merge. */
  String newestGood() {
    return merges.reversed().stream().filter(Merge::isGood).findFirst().orElseThrow().commit();
  }

  /**
   * Pushes and announces the first merge and waits for its verdict, because a source's first
   * version stands for everything that its branch then holds.
   */
  void begin() {
    begin(commit -> site.client().deliverPush(Site.SOURCE, commit, commit, Site.HOOK_SECRET));
  }

  /** The same, announced in another way. */
  void begin(Consumer<String> announce) {
    var commit = pushGood().commit();
    announce.accept(commit);
    Await.until(
        "the first merge to be judged",
        () ->
            site.client()
                .read("/api/v1/versions/%s/1".formatted(Site.SOURCE))
                .body()
                .path("commit")
                .asText()
                .equals(commit));
  }

  /** Pushes a merge, which is bad one time in five. */
  Merge push() {
    return random.nextInt(5) > 0 ? pushGood() : pushBroken();
  }

  /** Pushes a good merge. */
  Merge pushGood() {
    var what = merges.isEmpty() ? "begin" : model.change();
    delete();
    model.files().forEach(site.clone::write);
    return publish(what, true);
  }

  private Merge pushBroken() {
    site.clone.write(BROKEN_FILE, BROKEN.get(random.nextInt(BROKEN.size())));
    return publish("break", false);
  }

  private void delete() {
    try {
      Files.deleteIfExists(site.clone.folder().resolve(BROKEN_FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Merge publish(String message, boolean isGood) {
    var merge = new Merge(site.clone.publish(message), isGood);
    merges.add(merge);
    return merge;
  }
}
