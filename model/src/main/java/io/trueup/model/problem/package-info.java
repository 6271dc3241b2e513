/** The problems of a model: what is wrong, where, and what to do. Depends on nothing. */
@NullMarked
package io.trueup.model.problem;

import org.jspecify.annotations.NullMarked;
