/**
 * What bytes may come, no reader breaks. {@code verify} runs over the corpus and a few thousand
 * mutations of it; Jazzer looks further on demand: {@code JAZZER_FUZZ=1 ./mvnw -pl testkit -am test
 * -Dtest='StreamsFuzzTest#openai' -Dsurefire.failIfNoSpecifiedTests=false}.
 */
package dev.sluice.testkit.fuzz;
