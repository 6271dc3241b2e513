/**
 * Git, as far as following one branch needs it. Entry point: {@link
 * io.trueup.listener.engine.git.GitMirror}. The only package that uses JGit. It decides nothing
 * about versions and knows neither the state store nor HTTP. It writes nothing of a repository to a
 * work tree and executes none of it (P6).
 */
@NullMarked
package io.trueup.listener.engine.git;

import org.jspecify.annotations.NullMarked;
