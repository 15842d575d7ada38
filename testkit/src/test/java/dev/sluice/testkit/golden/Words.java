package dev.sluice.testkit.golden;

import dev.sluice.testkit.golden.Feature.Fate;
import java.util.function.Function;

/**
 * The fixed words of the page in one human language.
 *
 * @param intro what stands above the table
 * @param feature the head of the first column
 * @param refusals what stands above the list of refusals
 * @param name a feature's name
 * @param fate the word for what becomes of it
 */
record Words(
        String intro,
        String feature,
        String refusals,
        Function<Feature, String> name,
        Function<Fate, String> fate) {
    static final Words ENGLISH =
            new Words(
                    """
                    # Fidelity: what a translation carries

                    *[中文](fidelity.zh.md)*

                    A client speaks OpenAI; the vendor may speak something else. This page says for each thing that a
                    client can ask for what becomes of it in each language. It is made by the tests from
                    `testkit/src/test/resources/golden`; do not edit it, run
                    `./mvnw -pl testkit -am test -Dgolden.write=true`.

                    * **carried**: the vendor is told the same.
                    * *approximated*: the vendor is told something close, such as the nearest value that it accepts.
                    * *in part*: some of it is told; the rest is named in the header `x-sluice-dropped`.
                    * dropped: the vendor has no word for it; the header `x-sluice-dropped` names it.
                    * **refused**: the call would make no sense without it and is answered with 400; the list below the
                      table says how.
                    * **lost**: neither the vendor nor the caller is told; a known fault, being mended.

                    A client on OpenAI's language in front of a vendor that speaks it too is not translated at all: its bytes
                    are relayed, and every member travels.

                    """,
                    "What is asked for",
                    "## What a refusal says\n\n",
                    Feature::english,
                    fate ->
                            switch (fate) {
                                case CARRIED -> "**carried**";
                                case APPROXIMATED -> "*approximated*";
                                case PARTLY -> "*in part*";
                                case DROPPED -> "dropped";
                                case REFUSED -> "**refused**";
                                case LOST -> "**lost**";
                            });

    static final Words CHINESE =
            new Words(
                    """
                    # 保真度：翻译能带过去什么

                    *[English](fidelity.md)*

                    客户端说的是 OpenAI 协议，供应商可能说另一种。本页列出客户端可以提出的每一项要求在各种协议里的结果。
                    本页由测试根据 `testkit/src/test/resources/golden` 生成，请勿手改；重新生成：
                    `./mvnw -pl testkit -am test -Dgolden.write=true`。

                    * **原样**：供应商收到的意思相同。
                    * *近似*：供应商收到相近的内容，例如它能接受的最接近的值。
                    * *部分*：带过去一部分，其余写在响应头 `x-sluice-dropped` 里。
                    * 丢弃：供应商没有对应的说法，响应头 `x-sluice-dropped` 会写明。
                    * **拒绝**：缺了它请求就没有意义，返回 400；具体说法见表下。
                    * **丢失**：供应商和调用方都没有被告知；已知的缺陷，正在修复。

                    如果供应商也说 OpenAI 协议，就不做任何翻译：字节原样转发，所有成员都会到达。

                    """,
                    "要求",
                    "## 拒绝时的说明\n\n",
                    Feature::chinese,
                    fate ->
                            switch (fate) {
                                case CARRIED -> "**原样**";
                                case APPROXIMATED -> "*近似*";
                                case PARTLY -> "*部分*";
                                case DROPPED -> "丢弃";
                                case REFUSED -> "**拒绝**";
                                case LOST -> "**丢失**";
                            });
}
