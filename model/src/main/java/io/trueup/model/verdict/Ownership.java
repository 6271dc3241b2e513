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
import io.trueup.model.verdict.Linked.Placed;
import io.trueup.model.verdict.Owners.Holder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether a source may bring a change: the repository and branch that a pull request comes
 * from must own every document that it changes, by what the version before declares (domain §3).
 *
 * <p>Everything that a document declares counts, descriptions too; where it lies does not.
 * Declaring a zone or a team and defining it are two changes, since they have two owners; removal
 * is the reverse. It costs what the change does: what both versions share is not looked at.
 */
public final class Ownership {

  private final DeclaredVersion base;
  private final Linked head;
  private final Owners owners;
  private final RepositoryBranch source;
  private final Places places;
  private final Places placesBefore;
  private final List<Finding> findings = new ArrayList<>();
  private boolean isKnown;

  private Ownership(DeclaredVersion base, Linked head, RepositoryBranch source, Places places) {
    this.base = base;
    this.head = head;
    this.owners = base.owners();
    this.source = source;
    this.places = places;
    this.placesBefore = new Places(base.contents(), null);
  }

  /**
   * Judges a change.
   *
   * @param base what the version declares that the change starts from; null when there is none, so
   *     that the ecosystem's owner must bring the first
   * @param head the version with the change
   * @param source where the change comes from
   * @param contents reads the head's files again to find exact places
   * @return errors by place, at most one for each document; none when the source may bring the
   *     change
   */
  public static List<Problem> check(
      @Nullable DeclaredVersion base, Basis head, RepositoryBranch source, ContentReader contents) {
    var places = new Places(contents, head.linked().ecosystem());
    var problems = places.problems(findings(base, head.linked(), source, places));
    return problems.stream().distinct().sorted(Problem.BY_LOCATION).toList();
  }

  /**
   * The problem that a change has of which nobody can tell whose it is.
   *
   * @param reason why not
   */
  public static Problem undecidable(RepositoryBranch source, String reason, String remedy) {
    return Problem.error(
        "ownership.base-unreadable",
        Location.NOWHERE,
        "Cannot tell whether '%s' may bring this change: %s".formatted(source, reason),
        remedy);
  }

  static List<Finding> findings(
      @Nullable DeclaredVersion base, Linked head, RepositoryBranch source, Places places) {
    if (base == null) {
      return first(head, source);
    }
    var check = new Ownership(base, head, source, places);
    base.documents().differences(head.declarations(), check::changed);
    if (!check.isKnown && !check.owners.isOwner(source)) {
      check.findings.add(
          Finding.error(
              "ownership.source-unknown",
              head.origin(DocumentKey.ECOSYSTEM),
              List.of("owner"),
              "'%s' owns nothing in ecosystem '%s'"
                  .formatted(source, base.owners().declaration().name()),
              "Bring the change from a repository and branch that is declared as an owner"));
    }
    return check.findings;
  }

  private static List<Finding> first(Linked head, RepositoryBranch source) {
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
                "Bring it from there"));
  }

  private void changed(DocumentKey key, @Nullable List<Placed> was, @Nullable List<Placed> is) {
    var before = documents(key, was);
    var after = documents(key, is);
    var gone = without(before, after);
    var come = without(after, before);
    for (var i = 0; i < Math.max(gone.size(), come.size()); i++) {
      var old = i < gone.size() ? gone.get(i) : null;
      if (i < come.size()) {
        written(old, come.get(i));
      } else if (old != null) {
        removed(old.declared().document());
      }
    }
  }

  /** A transformer's output is a part of its workspace's document, and looked at as such. */
  private static List<Placed> documents(DocumentKey key, @Nullable List<Placed> placed) {
    return placed == null
        ? List.of()
        : placed.stream().filter(it -> key.kind() == it.declared().document().kind()).toList();
  }

  /** The documents that are not among others, wherever they lie. */
  private static List<Placed> without(List<Placed> documents, List<Placed> others) {
    Map<Fingerprint, Integer> counts = new HashMap<>();
    others.forEach(it -> counts.merge(it.declared().digest(), 1, Integer::sum));
    return documents.stream()
        .filter(it -> counts.merge(it.declared().digest(), -1, Integer::sum) < 0)
        .toList();
  }

  private void written(@Nullable Placed was, Placed now) {
    var document = now.declared().document();
    var holder = owners.holder(document);
    var earlier = was == null ? holder : owners.holder(was.declared().document());
    if (!earlier.equals(holder)) {
      moved(earlier, holder, now);
    } else if (was == null
        ? isAllowed(holder, "declared", document, () -> new Place(now.origin(), List.of()))
        : isAllowed(holder, "changed", document, () -> changedField(was, now))) {
      switch (document) {
        case EcosystemDocument _ -> zonesThatGo(now.origin());
        case GovernanceZoneDocument(var zone) -> teamsThatGo(zone.name(), now.origin());
        default -> {}
      }
    }
  }

  private void removed(ModelDocument document) {
    if (isAllowed(owners.holder(document), "removed", document, () -> remaining(document))
        && document instanceof GovernanceZoneDocument(var zone)) {
      teamsThatGo(zone.name(), remaining(document).origin());
    }
  }

  /**
   * Where a finding is told.
   *
   * @param changes what is changed there, as the end of a sentence; empty when all of it is
   */
  private record Place(@Nullable Origin origin, List<String> path, String changes) {

    Place(@Nullable Origin origin, List<String> path) {
      this(origin, path, "");
    }
  }

  /** The first field that a document has otherwise than it had. */
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

  /** The nearest thing above a document that went. */
  private Place remaining(ModelDocument document) {
    var name = document.name();
    return switch (owners.holder(document)) {
      case Holder.Whole _ -> new Place(head.origin(DocumentKey.ECOSYSTEM), List.of());
      case Holder.OfZone(var zone) ->
          new Place(head.origin(DocumentKey.ECOSYSTEM), List.of("zones", zone));
      case Holder.OfTeam(var team) -> {
        var store =
            document instanceof DatasetsDocument ? head.origin(DocumentKey.store(name)) : null;
        var above = store == null ? head.origin(DocumentKey.team(team)) : store;
        var zone = head.origin(DocumentKey.zone(Team.zoneOf(team)));
        yield above != null
            ? new Place(above, List.of())
            : zone != null
                ? new Place(zone, List.of("teams", team.substring(team.indexOf('/') + 1)))
                : new Place(head.origin(DocumentKey.ECOSYSTEM), List.of("zones", Team.zoneOf(team)));
      }
    };
  }

  private boolean isAllowed(
      Holder holder, String verb, ModelDocument document, Supplier<Place> placed) {
    var owner = owners.of(holder);
    if (owner == null) {
      var named = holder instanceof Holder.OfTeam && !(document instanceof TeamDocument);
      var place = placed.get();
      undeclared(
          holder,
          place.path().isEmpty()
              ? new Place(place.origin(), List.of(named ? "team" : "name"))
              : place);
      return false;
    }
    if (owner.equals(source)) {
      isKnown = true;
      return true;
    }
    var place = placed.get();
    findings.add(
        Finding.error(
            "ownership.not-owner",
            place.origin(),
            place.path(),
            "%s may be %s by a pull request from '%s' alone, the owner of %s; this one comes from '%s'%s"
                .formatted(
                    described(document), verb, owner, holder.text(), source, place.changes()),
            "Take the change out, or bring it from there"));
    return false;
  }

  private static String described(ModelDocument document) {
    return switch (document) {
      case AssignmentsDocument it when it.name().isEmpty() -> "A document of assignments";
      case DatasetsDocument it -> "A document of datasets of store '%s'".formatted(it.store());
      default -> document.kind().text() + " '" + document.name() + "'";
    };
  }

  private void undeclared(Holder holder, Place place) {
    var parent =
        holder instanceof Holder.OfTeam(var team)
            ? new Holder.OfZone(Team.zoneOf(team))
            : new Holder.Whole(owners.declaration().name());
    var owner = owners.of(parent);
    findings.add(
        Finding.error(
            "ownership.undeclared",
            place.origin(),
            place.path(),
            "Before this change no owner is declared for %s, so nobody may define it or anything of it"
                .formatted(holder.text()),
            owner == null
                ? "Declaring and defining are two changes: have %s declared first"
                    .formatted(parent.text())
                : "Declaring and defining are two changes: have it declared first, in a change from '%s'"
                    .formatted(owner)));
  }

  private void moved(Holder from, Holder to, Placed now) {
    var before = owners.of(from);
    var after = owners.of(to);
    if (source.equals(before) && source.equals(after)) {
      isKnown = true;
      return;
    }
    var place = new Place(now.origin(), List.of("team"));
    if (before == null || after == null) {
      undeclared(after == null ? to : from, place);
      return;
    }
    findings.add(
        Finding.error(
            "ownership.team-changed",
            place.origin(),
            place.path(),
            "%s moves from %s to %s, which %s"
                .formatted(
                    described(now.declared().document()),
                    from.text(),
                    to.text(),
                    before.equals(after)
                        ? "takes their owner, '%s'; this one comes from '%s'"
                            .formatted(before, source)
                        : "takes both owners, '%s' and '%s'; a pull request comes from one"
                            .formatted(before, after)),
            before.equals(after)
                ? "Take the change out, or bring it from there"
                : "Leave it with its team, or have it removed by the one and then declared by the"
                    + " other"));
  }

  private void zonesThatGo(@Nullable Origin origin) {
    var kept = head.ecosystem().declaration().zones();
    for (var zone : owners.declaration().zones().keySet()) {
      if (!kept.containsKey(zone) && base.declares(DocumentKey.zone(zone))) {
        stillDefined(new Holder.OfZone(zone), origin, List.of("zones"));
      }
    }
  }

  private void teamsThatGo(String zone, @Nullable Origin origin) {
    var before = owners.zones().find(zone);
    var after = head.ecosystem().zones().find(zone);
    if (before == null) {
      return;
    }
    for (var team : before.teams().keySet()) {
      var name = zone + "/" + team;
      var isKept = after != null && after.teams().containsKey(team);
      if (!isKept && base.declares(DocumentKey.team(name))) {
        stillDefined(
            new Holder.OfTeam(name),
            origin,
            after == null ? List.of("zones", zone) : List.of("teams"));
      }
    }
  }

  private void stillDefined(Holder holder, @Nullable Origin origin, List<String> path) {
    findings.add(
        Finding.error(
            "ownership.still-defined",
            origin,
            path,
            "The declaration of %s is removed, and before this change it is still defined"
                .formatted(holder.text()),
            "Removing takes two changes: have the definition removed first, in a change from '%s'"
                .formatted(owners.of(holder))));
  }
}
