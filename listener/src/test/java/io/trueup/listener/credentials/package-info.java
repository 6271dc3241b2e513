@NullMarked
package io.trueup.listener.credentials;

import org.jspecify.annotations.NullMarked;
