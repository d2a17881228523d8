"""The tables of the model card, in Markdown.

Rankings are those of the calibrated log likelihood ratio, as `assay evaluate` ranks; thresholds are set
on the output before calibration.
"""

import numpy as np
from sklearn.metrics import roc_auc_score

BEGIN, END = "<!-- tables: begin -->", "<!-- tables: end -->"


def wilson(count, total):
    if total == 0:
        return 0.0, 1.0
    z = 1.959963984540054
    share = count / total
    center = (share + z * z / (2 * total)) / (1 + z * z / total)
    spread = z / (1 + z * z / total) * np.sqrt(
        share * (1 - share) / total + z * z / (4 * total * total))
    return max(0.0, center - spread), min(1.0, center + spread)


def rate(count, total):
    if total == 0:
        return "–"
    low, high = wilson(count, total)
    return f"{100 * count / total:.1f} % ({count}/{total}; {100 * low:.1f}–{100 * high:.1f})"


def area(data, output, use):
    use = use & (data.real | (data.positive == 1))
    y = data.positive[use]
    return f"{roc_auc_score(y, output[use]):.3f}" if 0 < y.sum() < len(y) else "–"


def hits_at(data, output, use, allowed):
    """The hits at the lowest threshold that costs at most `allowed` of the photographs."""
    real = np.sort(output[use & data.real])[::-1]
    # As many photographs as the rate allows may score above the limit, and no more.
    found = output[use & (data.positive == 1)]
    if len(real) == 0 or len(found) == 0:
        return "–"
    limit = real[int(allowed * len(real))]
    return rate(int((found > limit).sum()), len(found))


def called(data, output, experts):
    limits = {kind: limit for kind, _, _, _, limit in experts}
    limit = np.where(data.lossless, limits[1], limits[2])
    return (output >= limit) & data.passes


def tables(data, output, ratio, fold, experts, nested, leaks, spread, figures, matched_area, options,
           date, size):
    native, passes = data.native, data.native & data.passes
    subsets = [
        ("all as stored, gate ignored", native), ("all that pass the gate", passes),
        ("… with a face", passes & data.face), ("… without a face", passes & ~data.face),
        ("… JPEG", passes & ~data.lossless), ("… lossless", passes & data.lossless),
        ("faces, gate ignored", native & data.face),
    ]
    for treatment in ["region", "crop, PNG", "crop, JPEG", "smaller, JPEG"]:
        subsets.append((f"laundered: {treatment}", (data.treatment == treatment) & data.passes))
    out = [
        f"Made on {date} by `Training/train.py --assay assay INDEX.tsv OUT` (fold seed "
        f"{options.seed} of {options.splits} splits; {len(data.names)} statistics; {size} bytes of weights).", "",
        "### Ranking, by whole-source folds", "",
        "| pictures | synthetic | photographs | AUC | AUC, same coding | hits at 0.1 % | hits at 1 % "
        "| hits at 5 % |", "|---|---|---|---|---|---|---|---|"]
    for name, use in subsets:
        both = use & (data.real | (data.positive == 1))
        out.append(
            f"| {name} | {(use & (data.positive == 1)).sum()} | {(use & data.real).sum()} "
            f"| {area(data, ratio, use)} | {matched_area(data, ratio, both):.3f} "
            f"| {hits_at(data, ratio, use, 0.001)} | {hits_at(data, ratio, use, 0.01)} "
            f"| {hits_at(data, ratio, use, 0.05)} |")
    out += [
        "", "“Same coding” compares only pictures of one range of JPEG quality and one chroma "
        "sampling, so that neither can help.", "",
        f"### The same over {len(spread)} splits of the sources", "",
        "| pictures | mean AUC | lowest | highest |", "|---|---|---|---|"]
    for name, use in subsets:
        use = use & (data.real | (data.positive == 1))
        areas = [roc_auc_score(data.positive[use], scores[use]) for scores, _ in spread]
        out.append(f"| {name} | {np.mean(areas):.3f} | {min(areas):.3f} | {max(areas):.3f} |")
    out += [
        "", "Before calibration, which sets lossless pictures and JPEG apart.", "",
        "### What is called, at the shipped thresholds", "",
        "| fold | photographs called | other works called | synthetic called | AUC |",
        "|---|---|---|---|---|"]
    is_called = called(data, output, experts)

    def line(name, use, calls=is_called):
        values = [
            rate(int((use & side & calls).sum()), int((use & side).sum()))
            for side in (data.real, ~data.real & (data.positive == 0), data.positive == 1)]
        return f"| {name} | {values[0]} | {values[1]} | {values[2]} | {area(data, ratio, use)} |"

    for number in range(int(fold.max()) + 1):
        out.append(line(str(number + 1), passes & (fold == number)))
    out.append(line("all", passes))
    out.append(line("all, each fold at the threshold of the four others", passes, nested))
    out.append(line("all, JPEG", passes & ~data.lossless))
    out.append(line("all, lossless", passes & data.lossless))
    out.append(line("all, with a face", passes & data.face))
    for treatment in ["crop, PNG", "crop, JPEG", "smaller, JPEG"]:
        out.append(line(f"laundered: {treatment}", (data.treatment == treatment) & data.passes))
    out += skin_tone(figures)
    out += ["", "### Leaks: models that see no pixels", "",
            "| what the model sees | AUC, all | AUC, past the gate |", "|---|---|---|"]
    out += [f"| {name} | {a:.3f} | {b:.3f} |" for name, a, b in leaks]
    out += ["", "### Abstentions of pictures as stored", "",
            "| reason | photographs | synthetic | other |", "|---|---|---|---|"]
    for reason in sorted(set(data.gate[native])):
        here = native & (data.gate == reason)
        out.append(
            f"| {reason or '(scored)'} | {(here & data.real).sum()} "
            f"| {(here & (data.positive == 1)).sum()} "
            f"| {(here & ~data.real & (data.positive == 0)).sum()} |")
    out += ["", "### By generator or stratum, past the gate", "",
            "| group | pictures | called | mean output |", "|---|---|---|---|"]
    group = np.array([row.get("group", "") for row in data.rows])
    for name in sorted(set(group[passes]), key=lambda n: (data.positive[group == n][0], n)):
        here = passes & (group == name)
        out.append(
            f"| {name} | {here.sum()} | {rate(int((here & is_called).sum()), int(here.sum()))} "
            f"| {output[here].mean():.2f} |")
    out += ["", "### Experts", "",
            "| coding | threshold | slope | intercept |", "|---|---|---|---|"]
    for kind, _, slope, intercept, limit in experts:
        out.append(
            f"| {'lossless' if kind == 1 else 'JPEG'} | {limit:.3f} | {slope:.3f} "
            f"| {intercept:.3f} |")
    return "\n".join(out) + "\n"


def skin_tone(figures):
    """The audit of groups by skin tone, from the report of `assay evaluate`."""
    out = ["", "### Groups by skin tone, past the gate"]
    for audit in figures["audits"]:
        out += [
            "", f"| {audit['column']} | photographs called | synthetic called | AUC |",
            "|---|---|---|---|"]
        for group in audit["groups"]:
            cells = [
                rate(group[key]["count"], group[key]["total"]) for key in ("falseAlarms", "hits")]
            area_text = "–" if group["area"] is None else f"{group['area']:.3f}"
            out.append(f"| {group['name']} | {cells[0]} | {cells[1]} | {area_text} |")
        numbers = audit["figures"]
        if numbers is None:
            out += ["", "Too few photographs a group to say anything of fairness."]
            continue
        text = lambda value: "–" if value is None else f"{value:.4f}"
        left_out = f" Left out, with too few: {', '.join(audit['tooSmall'])}." if audit["tooSmall"] else ""
        out += [
            "", f"F_EFPR {text(numbers['F_EFPR'])}, F_EO {text(numbers['F_EO'])}, F_MEO "
            f"{text(numbers['F_MEO'])}, largest gap of false alarms "
            f"{100 * numbers['maximumGap']:.1f} points.{left_out}"]
    return out + [""] + figures["remarks"]


def replace(path, tables):
    """Puts the tables between the two marks of a card."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    head, rest = text.split(BEGIN, 1)
    _, tail = rest.split(END, 1)
    with open(path, "w", encoding="utf-8") as file:
        file.write(head + BEGIN + "\n\n" + tables + "\n" + END + tail)
