/**
 * Questions about one version of a model, and their answers as records. Start at {@link
 * io.trueup.listener.daemon.question.ModelQuestions}. Knows no HTTP: routes and other ways to ask
 * share it.
 */
@NullMarked
package io.trueup.listener.daemon.question;

import org.jspecify.annotations.NullMarked;
