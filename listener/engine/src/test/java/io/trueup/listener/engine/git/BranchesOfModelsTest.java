package io.trueup.listener.engine.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.RepositoryBranch;
import java.util.Random;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.Test;

/** The model knows which branches git can have, and cannot ask git. */
class BranchesOfModelsTest {

  private static final String CHARACTERS = "ab/.-~^:?*[\\{}lockéx_\u007f\u0001#%+";

  @Test
  void areThoseThatGitCanHave() {
    var seed = Long.getLong("trueup.branches.seed", 1);
    var random = new Random(seed);
    for (var round = 0; round < 20_000; round++) {
      var branch = new StringBuilder();
      for (var i = random.nextInt(7); i >= 0; i--) {
        branch.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
      }
      if (random.nextInt(4) == 0) {
        branch.append(".lock");
      }
      var name = branch.toString();

      assertThat(RepositoryBranch.isBranch("h/o/n@" + name))
          .as("seed %d: '%s'", seed, name)
          .isEqualTo(
              Repository.isValidRefName("refs/heads/" + name)
                  && !name.startsWith("-")
                  && !name.startsWith("refs/"));
    }
  }
}
