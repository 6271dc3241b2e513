/**
 * Git, as far as following one branch needs it: {@link io.trueup.listener.git.GitMirror}. The only
 * package that knows JGit. It decides nothing about versions and knows neither the state store's
 * tables nor HTTP; nothing of a repository is ever written to a work tree or executed (P6).
 */
@NullMarked
package io.trueup.listener.git;

import org.jspecify.annotations.NullMarked;
