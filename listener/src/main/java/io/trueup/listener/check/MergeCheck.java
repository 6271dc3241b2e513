package io.trueup.listener.check;

import io.trueup.listener.check.CheckResult.Base;
import io.trueup.listener.source.LocalModels;
import io.trueup.listener.source.ModelPlace;
import io.trueup.listener.source.ModelSnapshot;
import io.trueup.listener.source.PlatformLint;
import io.trueup.model.ecosystem.RepositoryBranch;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;
import io.trueup.model.verdict.Basis;
import io.trueup.model.verdict.Judge;
import io.trueup.model.verdict.Judgement;
import io.trueup.model.verdict.Model;
import io.trueup.model.verdict.ModelFiles;
import io.trueup.platforms.spi.DataPlatforms;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks what a merge would get and set off. Throws what {@link LocalModels} throws; whatever the
 * models hold is a problem and no exception.
 */
public final class MergeCheck {

  private final LocalModels models;
  private final GraphLint lint;
  private final ImpactPlanner planner;

  /**
   * A check of models.
   *
   * @param platforms the types that they may name
   */
  public MergeCheck(LocalModels models, DataPlatforms platforms) {
    this.models = models;
    this.lint = new PlatformLint(platforms);
    this.planner = new ImpactPlanner(platforms);
  }

  /**
   * Checks.
   *
   * @param source whose pull request it is; null leaves the question of ownership out
   */
  public CheckResult check(ModelPlace base, ModelPlace head, @Nullable RepositoryBranch source) {
    var before = models.read(base);
    var accepted = judge(before, null, null);
    var files = before instanceof ModelSnapshot.Found(var found, _) ? found : ModelFiles.NONE;
    var state = state(before, accepted);
    var model = state == Base.SOUND ? accepted.model() : null;
    var judged = judge(models.read(head, base, files), model, accepted.basis());
    var problems = new ArrayList<>(judged.problems());
    if (source != null && model != null && judged.model() != null) {
      problems.addAll(ownership(model, judged.model(), source));
    }
    var verdict = new Judgement(judged.model(), problems, judged.basis());
    var merged = verdict.isAccepted() ? verdict.model() : null;
    return new CheckResult(
        merged != null,
        state,
        checked(verdict.problems(), accepted.problems()),
        merged != null && state != Base.BROKEN ? planner.plan(model, merged) : List.of());
  }

  private static Base state(ModelSnapshot snapshot, Judgement judgement) {
    return switch (snapshot) {
      case ModelSnapshot.None(var problem) when problem.rule().equals("model.root-missing") ->
          Base.NONE;
      case ModelSnapshot.Found(var files, _) when files.byPath().isEmpty() -> Base.NONE;
      case ModelSnapshot.None _, ModelSnapshot.Found _ ->
          judgement.isAccepted() ? Base.SOUND : Base.BROKEN;
    };
  }

  private Judgement judge(
      ModelSnapshot snapshot, @Nullable Model accepted, @Nullable Basis nearest) {
    return switch (snapshot) {
      case ModelSnapshot.None(var problem) -> Judgement.unlinked(List.of(problem));
      case ModelSnapshot.Found(var files, var contents) ->
          new Judge(models.root().folder(), lint, contents).judge(files, accepted, nearest);
    };
  }

  /** Whether the source may change what the head changes. */
  private static List<Problem> ownership(Model accepted, Model head, RepositoryBranch source) {
    if (accepted.ecosystem().equals(head.ecosystem()) || owners(accepted).contains(source)) {
      return List.of();
    }
    return List.of(
        Problem.error(
            "ownership.source-unknown",
            Location.NOWHERE,
            "'%s' owns nothing in this model, and so may change nothing".formatted(source),
            "Make the change in a repository and branch that owns what it changes, or have the parent declare this one as an owner first"));
  }

  private static Set<RepositoryBranch> owners(Model model) {
    var declaration = model.ecosystem().declaration();
    var owners = new HashSet<>(declaration.zones().values());
    owners.add(declaration.owner());
    model.ecosystem().zones().values().forEach(it -> owners.addAll(it.teams().values()));
    return owners;
  }

  private static List<CheckedProblem> checked(List<Problem> problems, List<Problem> known) {
    var keys = new HashSet<Key>();
    known.forEach(it -> keys.add(Key.of(it)));
    return problems.stream().map(it -> new CheckedProblem(it, keys.contains(Key.of(it)))).toList();
  }

  /** A problem wherever in its file: lines move when others are added. */
  private record Key(String rule, Severity severity, String file, String message) {

    static Key of(Problem problem) {
      return new Key(
          problem.rule(), problem.severity(), problem.location().file(), problem.message());
    }
  }
}
