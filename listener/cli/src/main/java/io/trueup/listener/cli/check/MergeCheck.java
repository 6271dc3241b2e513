package io.trueup.listener.cli.check;

import io.trueup.listener.cli.check.CheckResult.Base;
import io.trueup.listener.engine.source.LocalModels;
import io.trueup.listener.engine.source.ModelLocation;
import io.trueup.listener.engine.source.ModelSnapshot;
import io.trueup.listener.engine.source.PlatformLint;
import io.trueup.model.ecosystem.RepositoryBranch;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;
import io.trueup.model.verdict.Basis;
import io.trueup.model.verdict.ChangeDigest;
import io.trueup.model.verdict.Model;
import io.trueup.model.verdict.ModelChecker;
import io.trueup.model.verdict.ModelVerdict;
import io.trueup.model.verdict.Ownership;
import io.trueup.platforms.spi.DataPlatforms;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks the verdict and the impact of a merge before it happens. Throws what {@link LocalModels}
 * throws; faults of the models are problems, not exceptions.
 */
public final class MergeCheck {

  private final LocalModels models;
  private final GraphLint lint;
  private final ImpactPlanner planner;

  /**
   * Creates a check.
   *
   * @param platforms the types that models may name
   */
  public MergeCheck(LocalModels models, DataPlatforms platforms) {
    this.models = models;
    this.lint = new PlatformLint(platforms);
    this.planner = new ImpactPlanner(platforms);
  }

  /**
   * Checks the merge of a head into a base.
   *
   * @param source the repository and branch of the pull request; null skips ownership
   * @param approved the change that an operator approved; null when there is none
   */
  public CheckResult check(
      ModelLocation base,
      ModelLocation head,
      @Nullable RepositoryBranch source,
      @Nullable ChangeDigest approved) {
    var first = models.evaluate(base, lint);
    var before = first.snapshot();
    var accepted = first.verdict();
    var files = first.files();
    var state = state(before, accepted);
    var model = state == Base.SOUND ? accepted.model() : null;
    var second = models.evaluate(head, lint, model, first);
    var after = second.snapshot();
    var result = second.verdict();
    var problems = new ArrayList<>(result.problems());
    var owners =
        source == null
            ? null
            : new OwnershipBase.Search(models, it -> evaluate(it, null, null))
                .of(base, before, accepted);
    if (source != null && owners != null) {
      problems.addAll(ownership(owners, result, after, source));
    }
    var verdict = new ModelVerdict(result.model(), problems, result.basis());
    var change =
        verdict.isApprovable() && after instanceof ModelSnapshot.Found(var changed, _)
            ? ChangeDigest.between(files, changed)
            : null;
    if (change != null && change.equals(approved)) {
      verdict = verdict.approved();
    }
    var merged = verdict.isAccepted() ? verdict.model() : null;
    return new CheckResult(
        merged != null,
        state,
        owners instanceof OwnershipBase.Declared(_, var place) ? place : null,
        change,
        checked(verdict.problems(), accepted.problems()),
        merged != null && state != Base.BROKEN ? planner.plan(model, merged) : List.of());
  }

  private static Base state(ModelSnapshot snapshot, ModelVerdict verdict) {
    return switch (snapshot) {
      case ModelSnapshot.None none when none.isRootMissing() -> Base.NONE;
      case ModelSnapshot.Found(var files, _) when files.byPath().isEmpty() -> Base.NONE;
      case ModelSnapshot.None _, ModelSnapshot.Found _ ->
          verdict.isAccepted() ? Base.SOUND : Base.BROKEN;
    };
  }

  private ModelVerdict evaluate(
      ModelSnapshot snapshot, @Nullable Model accepted, @Nullable Basis nearest) {
    return switch (snapshot) {
      case ModelSnapshot.None(var problem) -> ModelVerdict.unlinked(List.of(problem));
      case ModelSnapshot.Found(var files, var contents) ->
          new ModelChecker(models.root().folder(), lint, contents).check(files, accepted, nearest);
    };
  }

  /** The reasons why the source may not make the change. */
  private static List<Problem> ownership(
      OwnershipBase owners, ModelVerdict result, ModelSnapshot head, RepositoryBranch source) {
    if (owners instanceof OwnershipBase.Undecidable(var reason, var remedy)) {
      return List.of(Ownership.undecidable(source, reason, remedy));
    }
    var basis = result.basis();
    var declared =
        owners instanceof OwnershipBase.Declared(var declarations, _) ? declarations : null;
    return basis != null && head instanceof ModelSnapshot.Found(_, var contents)
        ? Ownership.check(declared, basis, source, contents)
        : List.of();
  }

  private static List<CheckedProblem> checked(List<Problem> problems, List<Problem> known) {
    var keys = new HashSet<Key>();
    known.forEach(it -> keys.add(Key.of(it)));
    return problems.stream().map(it -> new CheckedProblem(it, keys.contains(Key.of(it)))).toList();
  }

  /** A problem anywhere in its file, because added lines move the others. */
  private record Key(String rule, Severity severity, String file, String message) {

    static Key of(Problem problem) {
      return new Key(
          problem.rule(), problem.severity(), problem.location().file(), problem.message());
    }
  }
}
