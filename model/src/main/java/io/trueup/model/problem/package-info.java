/** What is wrong with a model, where it stands and what to do about it. Depends on nothing. */
@NullMarked
package io.trueup.model.problem;

import org.jspecify.annotations.NullMarked;
