package io.trueup.model.verdict;

import io.trueup.model.document.ModelDocument;
import io.trueup.model.document.ModelDocument.AssignmentsDocument;
import io.trueup.model.document.ModelDocument.DatasetsDocument;
import io.trueup.model.document.ModelDocument.DatastoreDocument;
import io.trueup.model.document.ModelDocument.EcosystemDocument;
import io.trueup.model.document.ModelDocument.GovernanceZoneDocument;
import io.trueup.model.document.ModelDocument.TeamDocument;
import io.trueup.model.document.ModelDocument.WorkspaceDocument;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.EcosystemDeclaration;
import io.trueup.model.ecosystem.GovernanceZone;
import io.trueup.model.ecosystem.RepositoryBranch;
import io.trueup.model.ecosystem.Team;
import io.trueup.model.persistent.PersistentMap;
import org.jspecify.annotations.Nullable;

/**
 * The owners of documents that one version declares (domain §3).
 *
 * @param declaration of the ecosystem
 * @param zones the defined zones, by name
 */
record Owners(EcosystemDeclaration declaration, PersistentMap<String, GovernanceZone> zones) {

  static Owners of(Ecosystem ecosystem) {
    return new Owners(ecosystem.declaration(), ecosystem.zones());
  }

  /** The part of the ecosystem that documents belong to: the whole, a zone or a team. */
  sealed interface OwnedPart {

    /** The name for messages. */
    String text();

    /** The whole. */
    record WholeEcosystem(String name) implements OwnedPart {
      @Override
      public String text() {
        return "ecosystem '" + name + "'";
      }
    }

    /** A zone. */
    record OfZone(String zone) implements OwnedPart {
      @Override
      public String text() {
        return "zone '" + zone + "'";
      }
    }

    /**
     * A team.
     *
     * @param team {@code zone/team}
     */
    record OfTeam(String team) implements OwnedPart {
      @Override
      public String text() {
        return "team '" + team + "'";
      }
    }
  }

  /** The part that a document belongs to, whether it is declared or not. */
  OwnedPart partOf(ModelDocument document) {
    return switch (document) {
      case EcosystemDocument _, AssignmentsDocument _ ->
          new OwnedPart.WholeEcosystem(declaration.name());
      case GovernanceZoneDocument(var zone) -> new OwnedPart.OfZone(zone.name());
      case TeamDocument(var team) -> new OwnedPart.OfTeam(team.name());
      case DatastoreDocument(var store) -> new OwnedPart.OfTeam(store.team());
      case DatasetsDocument datasets -> new OwnedPart.OfTeam(datasets.team());
      case WorkspaceDocument(var workspace) -> new OwnedPart.OfTeam(workspace.team());
    };
  }

  /** The declared owner of a part; null when its parent does not declare it. */
  @Nullable RepositoryBranch of(OwnedPart holder) {
    return switch (holder) {
      case OwnedPart.WholeEcosystem _ -> declaration.owner();
      case OwnedPart.OfZone(var zone) -> declaration.zones().get(zone);
      case OwnedPart.OfTeam(var team) -> {
        var zone = zones.find(Team.zoneOf(team));
        yield zone == null ? null : zone.teams().get(team.substring(team.indexOf('/') + 1));
      }
    };
  }

  /** Whether a source owns anything. */
  boolean isOwner(RepositoryBranch source) {
    return source.equals(declaration.owner())
        || declaration.zones().containsValue(source)
        || zones.values().stream().anyMatch(it -> it.teams().containsValue(source));
  }
}
