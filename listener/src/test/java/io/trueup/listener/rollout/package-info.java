@NullMarked
package io.trueup.listener.rollout;

import org.jspecify.annotations.NullMarked;
