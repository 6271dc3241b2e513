package io.trueup.listener.daemon.question;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.Team;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A team.
 *
 * @param name {@code zone/team}
 * @param containers their qualified names, {@code zone/team/name}
 */
public record TeamAnswer(
    String name, String zone, @Nullable String description, List<String> containers) {

  static TeamAnswer of(Team team) {
    return new TeamAnswer(
        team.name(),
        Team.zoneOf(team.name()),
        team.documentation().description(),
        team.containers().values().stream().map(DataContainer::qualifiedName).toList());
  }
}
