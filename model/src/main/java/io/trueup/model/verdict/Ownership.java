package io.trueup.model.verdict;

import io.trueup.model.document.ModelDocument;
import io.trueup.model.document.ModelDocument.AssignmentsDocument;
import io.trueup.model.document.ModelDocument.DatasetsDocument;
import io.trueup.model.document.ModelDocument.EcosystemDocument;
import io.trueup.model.document.ModelDocument.GovernanceZoneDocument;
import io.trueup.model.document.ModelDocument.TeamDocument;
import io.trueup.model.ecosystem.RepositoryBranch;
import io.trueup.model.ecosystem.Team;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.verdict.LinkedDocuments.Placed;
import io.trueup.model.verdict.Owners.OwnedPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a source may make a change: the repository and branch of a pull request must own
 * every document that it changes, as the version before declares it (domain §3).
 *
 * <p>All content of a document counts, including descriptions; its file does not. Declaring a zone
 * or a team and defining it are two changes, because they have two owners; removal is the reverse.
 * The cost is that of the change: parts that both versions share are skipped.
 */
public final class Ownership {

  private final DeclaredVersion base;
  private final LinkedDocuments head;
  private final Owners owners;
  private final RepositoryBranch source;
  private final ProblemLocator places;
  private final ProblemLocator placesBefore;
  private final List<Finding> findings = new ArrayList<>();
  private boolean ownsSomething;

  private Ownership(
      DeclaredVersion base, LinkedDocuments head, RepositoryBranch source, ProblemLocator places) {
    this.base = base;
    this.head = head;
    this.owners = base.owners();
    this.source = source;
    this.places = places;
    this.placesBefore = new ProblemLocator(base.contents(), null);
  }

  /**
   * Checks a change.
   *
   * @param base declarations of the version before the change; null when there is none, so that the
   *     first version must come from the ecosystem's owner
   * @param head the version with the change
   * @param source the repository and branch of the change
   * @param contents reads the head's files again to find exact places
   * @return errors by place, at most one for each document; none when the source may make the
   *     change
   */
  public static List<Problem> check(
      @Nullable DeclaredVersion base, Basis head, RepositoryBranch source, ContentReader contents) {
    var places = new ProblemLocator(contents, head.linked().ecosystem());
    var problems = places.problems(findings(base, head.linked(), source, places));
    return problems.stream().distinct().sorted(Problem.BY_LOCATION).toList();
  }

  /**
   * The problem of a change whose owners cannot be determined.
   *
   * @param reason why not
   */
  public static Problem undecidable(RepositoryBranch source, String reason, String remedy) {
    return Problem.error(
        "ownership.base-unreadable",
        Location.NOWHERE,
        "Cannot decide whether '%s' may make this change: %s".formatted(source, reason),
        remedy);
  }

  static List<Finding> findings(
      @Nullable DeclaredVersion base,
      LinkedDocuments head,
      RepositoryBranch source,
      ProblemLocator places) {
    if (base == null) {
      return checkFirstVersion(head, source);
    }
    var check = new Ownership(base, head, source, places);
    base.documents().differences(head.declarations(), check::checkChange);
    if (!check.ownsSomething && !check.owners.isOwner(source)) {
      check.findings.add(
          Finding.error(
              "ownership.source-unknown",
              head.origin(DocumentKey.ECOSYSTEM),
              List.of("owner"),
              "'%s' owns nothing in ecosystem '%s'"
                  .formatted(source, base.owners().declaration().name()),
              "Open the pull request from a repository and branch that is declared as an owner"));
    }
    return check.findings;
  }

  private static List<Finding> checkFirstVersion(LinkedDocuments head, RepositoryBranch source) {
    var declaration = head.ecosystem().declaration();
    return source.equals(declaration.owner())
        ? List.of()
        : List.of(
            Finding.error(
                "ownership.first-version",
                head.origin(DocumentKey.ECOSYSTEM),
                List.of("owner"),
                "The first version of ecosystem '%s' comes from '%s' and not from its owner '%s'"
                    .formatted(declaration.name(), source, declaration.owner()),
                "Open the pull request from there"));
  }

  private void checkChange(DocumentKey key, @Nullable List<Placed> was, @Nullable List<Placed> is) {
    var before = documents(key, was);
    var after = documents(key, is);
    var oldOnly = without(before, after);
    var newOnly = without(after, before);
    for (var i = 0; i < Math.max(oldOnly.size(), newOnly.size()); i++) {
      var old = i < oldOnly.size() ? oldOnly.get(i) : null;
      if (i < newOnly.size()) {
        checkWritten(old, newOnly.get(i));
      } else if (old != null) {
        removed(old.declared().document());
      }
    }
  }

  /** A transformer's output is part of its workspace's document and is checked with it. */
  private static List<Placed> documents(DocumentKey key, @Nullable List<Placed> placed) {
    return placed == null
        ? List.of()
        : placed.stream().filter(it -> key.kind() == it.declared().document().kind()).toList();
  }

  /** The documents that are not among others, in any file. */
  private static List<Placed> without(List<Placed> documents, List<Placed> others) {
    Map<Fingerprint, Integer> counts = new HashMap<>();
    others.forEach(it -> counts.merge(it.declared().digest(), 1, Integer::sum));
    return documents.stream()
        .filter(it -> counts.merge(it.declared().digest(), -1, Integer::sum) < 0)
        .toList();
  }

  private void checkWritten(@Nullable Placed was, Placed now) {
    var document = now.declared().document();
    var holder = owners.partOf(document);
    var earlier = was == null ? holder : owners.partOf(was.declared().document());
    if (!earlier.equals(holder)) {
      moved(earlier, holder, now);
    } else if (was == null
        ? isAllowed(holder, "declare", document, () -> new Place(now.origin(), List.of()))
        : isAllowed(holder, "change", document, () -> changedField(was, now))) {
      switch (document) {
        case EcosystemDocument _ -> checkRemovedZones(now.origin());
        case GovernanceZoneDocument(var zone) -> checkRemovedTeams(zone.name(), now.origin());
        default -> {}
      }
    }
  }

  private void removed(ModelDocument document) {
    if (isAllowed(owners.partOf(document), "remove", document, () -> remaining(document))
        && document instanceof GovernanceZoneDocument(var zone)) {
      checkRemovedTeams(zone.name(), remaining(document).origin());
    }
  }

  /**
   * The place of a finding.
   *
   * @param changes the changed fields, as the end of a sentence; empty for the whole document
   */
  private record Place(@Nullable Origin origin, List<String> path, String changes) {

    Place(@Nullable Origin origin, List<String> path) {
      this(origin, path, "");
    }
  }

  /** The first field that differs. */
  private Place changedField(Placed was, Placed now) {
    var changes =
        places
            .finder(now.origin())
            .changes(now.origin().index(), placesBefore.finder(was.origin()), was.origin().index());
    if (changes.isEmpty()) {
      return new Place(now.origin(), List.of());
    }
    var more = changes.size() - 1;
    return new Place(
        now.origin(),
        changes.getFirst().path(),
        " and changes '%s'%s"
            .formatted(
                changes.getFirst().shown(),
                more == 0 ? "" : more == 1 ? " and 1 more" : " and %,d more".formatted(more)));
  }

  /** The nearest remaining document above a removed one. */
  private Place remaining(ModelDocument document) {
    var name = document.name();
    return switch (owners.partOf(document)) {
      case OwnedPart.WholeEcosystem _ -> new Place(head.origin(DocumentKey.ECOSYSTEM), List.of());
      case OwnedPart.OfZone(var zone) ->
          new Place(head.origin(DocumentKey.ECOSYSTEM), List.of("zones", zone));
      case OwnedPart.OfTeam(var team) -> {
        var store =
            document instanceof DatasetsDocument ? head.origin(DocumentKey.store(name)) : null;
        var above = store == null ? head.origin(DocumentKey.team(team)) : store;
        var zone = head.origin(DocumentKey.zone(Team.zoneOf(team)));
        yield above != null
            ? new Place(above, List.of())
            : zone != null
                ? new Place(zone, List.of("teams", team.substring(team.indexOf('/') + 1)))
                : new Place(
                    head.origin(DocumentKey.ECOSYSTEM), List.of("zones", Team.zoneOf(team)));
      }
    };
  }

  private boolean isAllowed(
      OwnedPart holder, String verb, ModelDocument document, Supplier<Place> placed) {
    var owner = owners.of(holder);
    if (owner == null) {
      var named = holder instanceof OwnedPart.OfTeam && !(document instanceof TeamDocument);
      var place = placed.get();
      reportUndeclared(
          holder,
          place.path().isEmpty()
              ? new Place(place.origin(), List.of(named ? "team" : "name"))
              : place);
      return false;
    }
    if (owner.equals(source)) {
      ownsSomething = true;
      return true;
    }
    var place = placed.get();
    findings.add(
        Finding.error(
            "ownership.not-owner",
            place.origin(),
            place.path(),
            "Only a pull request from '%s', the owner of %s, may %s %s; this one comes from '%s'%s"
                .formatted(
                    owner, holder.text(), verb, described(document), source, place.changes()),
            "Remove the change, or open the pull request from there"));
    return false;
  }

  private static String described(ModelDocument document) {
    return switch (document) {
      case AssignmentsDocument it when it.name().isEmpty() -> "a document of assignments";
      case DatasetsDocument it -> "a document of datasets of store '%s'".formatted(it.store());
      default -> document.kind().text() + " '" + document.name() + "'";
    };
  }

  private void reportUndeclared(OwnedPart holder, Place place) {
    var parent =
        holder instanceof OwnedPart.OfTeam(var team)
            ? new OwnedPart.OfZone(Team.zoneOf(team))
            : new OwnedPart.WholeEcosystem(owners.declaration().name());
    var owner = owners.of(parent);
    findings.add(
        Finding.error(
            "ownership.undeclared",
            place.origin(),
            place.path(),
            "No owner is declared for %s before this change, so no pull request may define it or its parts"
                .formatted(holder.text()),
            owner == null
                ? "Declaring and defining take two changes: have %s declared first"
                    .formatted(parent.text())
                : "Declaring and defining take two changes: have it declared first, in a pull request from '%s'"
                    .formatted(owner)));
  }

  private void moved(OwnedPart from, OwnedPart to, Placed now) {
    var before = owners.of(from);
    var after = owners.of(to);
    if (source.equals(before) && source.equals(after)) {
      ownsSomething = true;
      return;
    }
    var place = new Place(now.origin(), List.of("team"));
    if (before == null || after == null) {
      reportUndeclared(after == null ? to : from, place);
      return;
    }
    findings.add(
        Finding.error(
            "ownership.team-changed",
            place.origin(),
            place.path(),
            "Moving %s from %s to %s needs %s"
                .formatted(
                    described(now.declared().document()),
                    from.text(),
                    to.text(),
                    before.equals(after)
                        ? "a pull request from their owner '%s'; this one comes from '%s'"
                            .formatted(before, source)
                        : "both owners, '%s' and '%s'; a pull request comes from one"
                            .formatted(before, after)),
            before.equals(after)
                ? "Remove the change, or open the pull request from there"
                : "Leave it with its team, or have one team remove it and the other declare it"));
  }

  private void checkRemovedZones(@Nullable Origin origin) {
    var kept = head.ecosystem().declaration().zones();
    for (var zone : owners.declaration().zones().keySet()) {
      if (!kept.containsKey(zone) && base.declares(DocumentKey.zone(zone))) {
        reportStillDefined(new OwnedPart.OfZone(zone), origin, List.of("zones"));
      }
    }
  }

  private void checkRemovedTeams(String zone, @Nullable Origin origin) {
    var before = owners.zones().find(zone);
    var after = head.ecosystem().zones().find(zone);
    if (before == null) {
      return;
    }
    for (var team : before.teams().keySet()) {
      var name = zone + "/" + team;
      var isKept = after != null && after.teams().containsKey(team);
      if (!isKept && base.declares(DocumentKey.team(name))) {
        reportStillDefined(
            new OwnedPart.OfTeam(name),
            origin,
            after == null ? List.of("zones", zone) : List.of("teams"));
      }
    }
  }

  private void reportStillDefined(OwnedPart holder, @Nullable Origin origin, List<String> path) {
    findings.add(
        Finding.error(
            "ownership.still-defined",
            origin,
            path,
            "This change removes the declaration of %s, which is still defined before it"
                .formatted(holder.text()),
            "Removing takes two changes: have the definition removed first, in a pull request from '%s'"
                .formatted(owners.of(holder))));
  }
}
