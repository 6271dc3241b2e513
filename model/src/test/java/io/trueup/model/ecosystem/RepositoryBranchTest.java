package io.trueup.model.ecosystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryBranchTest {

  @Test
  void splitsRepositoryAndBranch() {
    assertThat(RepositoryBranch.parse("github.com/acme/model@release/2026"))
        .isEqualTo(new RepositoryBranch("github.com/acme/model", "release/2026"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"github.com/acme/model@main", "gitlab.acme.io/a/b/c/d@x", "h:8443/o/n@b"})
  void isWrittenAsItWasRead(String text) {
    assertThat(RepositoryBranch.parse(text)).hasToString(text);
  }

  @Test
  void isCaseSensitive() {
    assertThat(RepositoryBranch.parse("h/o/n@main"))
        .isNotEqualTo(RepositoryBranch.parse("h/o/n@Main"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "main",
        "acme/model@main",
        "h/o/n",
        "h/o/n@",
        "@main",
        "h//n@b",
        "h/o/n@a@b",
        "h/o/n @b",
        "/o/n@b",
        "h/o/n@b\n"
      })
  void refusesAnotherForm(String text) {
    assertThatThrownBy(() -> RepositoryBranch.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'%s' is not a repository and branch of the form host/owner/name@branch", text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "github.com/acme/model@feature/Ü-1.x", "git.sr.ht/~ann/model@main", "h/o/n@a.b-c_d+e",
        "[::1]:8443/o/n@b", "h/группа/модель@b", "h/o/n@b{c}"
      })
  void takesWhatForgesAndGitHave(String text) {
    assertThat(RepositoryBranch.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h/user/../repo@b",
        "h/./n@b",
        "h/o/n.git@b",
        "h/-o/n@b",
        "h/o/n?x@b",
        "-h/o/n@b",
        "h:x/o/n@b"
      })
  void refusesWhatNoForgeHas(String text) {
    assertThatThrownBy(() -> RepositoryBranch.parse(text))
        .hasMessage("'%s' is not a repository that a forge can have", text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h/o/n@a..b", "h/o/n@-branch", "h/o/n@a.lock", "h/o/n@a:b", "h/o/n@/a", "h/o/n@a/",
            "h/o/n@a//b",
        "h/o/n@.a", "h/o/n@a/.b", "h/o/n@a.lock/b", "h/o/n@a.", "h/o/n@a~1", "h/o/n@a^", "h/o/n@a*",
        "h/o/n@a[b", "h/o/n@a\\b", "h/o/n@a?", "h/o/n@HEAD", "h/o/n@refs/heads/a", "h/o/n@a\u007fb"
      })
  void refusesWhatGitCannotHave(String text) {
    assertThatThrownBy(() -> RepositoryBranch.parse(text))
        .hasMessage("'%s' is not a branch that git can have", text);
  }

  @Test
  void refusesAnyLengthOfTextWithoutOverflow() {
    assertThatThrownBy(() -> RepositoryBranch.parse("a/".repeat(500_000) + "b"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
