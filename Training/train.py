#!/usr/bin/env python3
"""Trains the forensic score and regenerates the tables of its model card.

    Training/train.py --assay PATH INDEX.tsv OUT [--card FILE] [--weights FILE]

INDEX.tsv names columns, among them path, label (ai, real, nonphoto) and source; see
`assay evaluate --help`. The tool itself measures the pictures, so training and inference cannot
differ. Nothing of the pictures is kept but the numbers in OUT.

Needs numpy, scipy, scikit-learn, lightgbm and pillow.
"""

import argparse
import collections
import datetime
import json
import os
import shutil
import subprocess

import lightgbm
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

import card
import corpus
import model_file

FOLDS = 5
TREES = dict(
    objective="binary", n_estimators=100, learning_rate=0.06, num_leaves=6, min_child_samples=30,
    subsample=0.7, subsample_freq=1, colsample_bytree=0.15, reg_lambda=20.0, verbose=-1,
    use_missing=False, random_state=1, deterministic=True, force_row_wise=True, n_jobs=1)
#: The strength of the linear part: small is smooth.
LINEAR_C = 0.03
#: The spread of the trees' part in relation to that of the linear one: trees rank unseen sources
#: worse when they are given more.
TREE_SHARE = 0.3
#: The weight of pictures as stored, in relation to laundered ones.
NATIVE_WEIGHT = 2.5
#: The share of false alarms that a threshold may cost in its worst fold.
CALLED_RATE = 0.01


class Data:
    """The measured views of all pictures."""

    def __init__(self, rows, names, values):
        self.rows, self.names, self.values = rows, names, values
        column = lambda key: np.array([row.get(key, "") for row in rows])
        self.label = np.array([row["label"].lower() for row in rows])
        self.positive = np.array([corpus.LABELS[label] for label in self.label])
        self.real = np.isin(self.label, ["real", "photo"])
        self.source, self.treatment = column("source"), column("treatment")
        self.gate, self.chroma = column("gate"), column("chroma")
        self.lossless = column("lossless") == "1"
        self.quality = np.array([int(row["quality"] or 0) for row in rows])
        self.face = np.char.lower(column("has_face")) == "yes"
        # What a file's coding shows at a glance; a score must not rest on it.
        band = np.where(self.lossless, 99, np.digitize(self.quality, [70, 80, 85, 90, 95]))
        self.cell = np.array([f"{a}/{b}" for a, b in zip(band, self.chroma)])
        self.native = self.treatment == "as stored"
        self.passes = self.gate == ""

    def folds(self, seed):
        """A fold for every row, whole sources together."""
        index = np.where(self.native)[0]
        fold = {}
        splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
        for number, (_, held) in enumerate(
            splitter.split(index, self.positive[index], self.source[index])):
            for row in index[held]:
                fold[self.source[row]] = number
        return np.array([fold[source] for source in self.source])

    def weights(self, use):
        """Large sources count less, and in each cell of quality and chroma both classes alike, so
        that coding tells the model nothing."""
        weights = np.zeros(len(self.label))
        counts = collections.Counter(self.source[use])
        weights[use] = [1 / np.sqrt(counts[source]) for source in self.source[use]]
        for cell in np.unique(self.cell[use]):
            here = use & (self.cell == cell)
            total = weights[here].sum()
            for positive in (0, 1):
                side = here & (self.positive == positive)
                if side.any():
                    weights[side] *= min(6, total / 2 / weights[side].sum())
        stored = np.isin(self.treatment, ["as stored", "region"])
        weights *= np.where(stored, NATIVE_WEIGHT, 1)
        return weights / weights[use].mean()


class Model:
    """A linear part and trees of a smaller spread, added."""

    def __init__(self, data, use, columns):
        x, y, w = data.values[use][:, columns], data.positive[use], data.weights(use)[use]
        self.columns = columns
        self.mean = x.mean(0)
        self.scale = 1 / np.maximum(x.std(0), 1e-6)
        linear = LogisticRegression(C=LINEAR_C, max_iter=200, tol=1e-3)
        linear.fit(self.normal(x), y, sample_weight=w)
        self.linear = linear.coef_[0]
        self.trees = lightgbm.LGBMClassifier(**TREES).fit(x, y, sample_weight=w)
        spread = (self.normal(x) @ self.linear).std()
        self.share = TREE_SHARE * spread / max(self.trees.predict(x, raw_score=True).std(), 1e-6)

    def normal(self, x):
        return np.clip((x - self.mean) * self.scale, -3, 3)

    def output(self, values):
        x = values[:, self.columns]
        return self.share * self.trees.predict(x, raw_score=True) + self.normal(x) @ self.linear

    def terms(self, count):
        terms = [(0.0, 1.0, 0.0)] * count
        for place, column in enumerate(self.columns):
            terms[column] = (
                float(self.mean[place]), float(self.scale[place]), float(self.linear[place]))
        return terms


def cross_validated(data, columns, seed, use=None):
    """The outputs of models that never saw the source of a row, and the folds."""
    fold = data.folds(seed)
    output = np.zeros(len(fold))
    use = np.ones(len(fold), bool) if use is None else use
    for number in range(FOLDS):
        held = fold == number
        output[held] = Model(data, use & ~held, columns).output(data.values[held])
    return output, fold


def threshold(output, fold, negatives):
    """The lowest output that calls at most one in a hundred negatives of every fold."""
    worst = -np.inf
    for number in range(FOLDS):
        scores = np.sort(output[negatives & (fold == number)])[::-1]
        if len(scores):
            worst = max(worst, scores[int(CALLED_RATE * len(scores))])
    return float(np.nextafter(np.float32(worst), np.float32(np.inf)))


def calibration(output, positive):
    """Slope and intercept of a logistic curve (Platt), both classes weighing alike, so that the
    result is a log likelihood ratio."""
    weight = np.where(positive == 1, 0.5 / positive.sum(), 0.5 / (1 - positive).sum())
    fit = LogisticRegression(C=1e6).fit(output[:, None], positive, sample_weight=weight * len(output))
    return max(float(fit.coef_[0, 0]), 1e-3), float(fit.intercept_[0])


def leak_check(data, columns_of_row, seed, name):
    """The area of a model that sees nothing but what `columns_of_row` gives."""
    use = data.native & (data.real | (data.positive == 1))
    x = np.array([columns_of_row(row) for row in data.rows], np.float32)
    fold = data.folds(seed)
    output = np.zeros(len(fold))
    for number in range(FOLDS):
        train = use & (fold != number)
        model = lightgbm.LGBMClassifier(
            n_estimators=100, num_leaves=8, min_child_samples=20, verbose=-1, random_state=1)
        model.fit(x[train], data.positive[train])
        output[fold == number] = model.predict(x[fold == number], raw_score=True)
    return name, roc_auc_score(data.positive[use], output[use]), roc_auc_score(
        data.positive[use & data.passes], output[use & data.passes])


def matched_area(data, output, use):
    """The area within cells of quality and chroma only: pairs whose coding looks alike."""
    wins = pairs = 0.0
    for cell in np.unique(data.cell[use]):
        a = output[use & (data.cell == cell) & (data.positive == 1)]
        b = output[use & (data.cell == cell) & (data.positive == 0)]
        wins += (a[:, None] > b).sum() + 0.5 * (a[:, None] == b).sum()
        pairs += len(a) * len(b)
    return wins / max(pairs, 1)


def write_scores(data, output, fold, experts, path, use):
    """The cross-validated scores as an index that `assay evaluate --score score` reads."""
    keys = ["label", "source", "group", "format", "quality", "chroma", "size", "face", "fold"]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\t".join(["path", *keys, "score", "called", "abstained"]) + "\n")
        for index in np.where(use)[0]:
            row = data.rows[index]
            kind = 1 if data.lossless[index] else 2
            _, _, slope, intercept, limit = next(e for e in experts if e[0] == kind)
            probability = 1 / (1 + np.exp(-(slope * output[index] + intercept)))
            called = limit is not None and output[index] >= limit and data.passes[index]
            quality = data.quality[index]
            low = min(quality // 5 * 5, 95)
            band = "no JPEG" if not quality else "95–100" if low == 95 else f"{low}–{low + 4}"
            pixels = float(row.get("original_width") or row["width"]) * float(
                row.get("original_height") or row["height"])
            size = "below 0.25 Mpixel" if pixels < 250_000 else "0.25–1 Mpixel" if pixels < 1e6 else (
                "1–4 Mpixel" if pixels < 4e6 else "4 Mpixel and more")
            values = [
                row["original"], row["label"], row["source"], row.get("group", ""),
                "lossless" if data.lossless[index] else row["format"], band,
                row.get("chroma", ""), size, "face" if data.face[index] else "no face",
                str(fold[index])]
            file.write("\t".join(values) + "\t")
            file.write(f"{probability:.6f}\t{int(called)}\t{row['gate']}\n")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", help="the labelled collection")
    parser.add_argument("out", help="a folder for numbers, weights and tables")
    parser.add_argument("--assay", required=True, help="the tool, built for release")
    parser.add_argument("--reuse", action="store_true", help="take OUT/features.tsv as it is")
    parser.add_argument("--card", help="the model card whose tables are replaced")
    parser.add_argument("--weights", help="where to put the weights as well")
    parser.add_argument("--name", default="forensic-2", help="the name of the weights")
    parser.add_argument("--splits", type=int, default=2, help="how often sources are split into folds")
    parser.add_argument(
        "--spread", type=int, default=6, help="over how many splits the spread of ranking is shown")
    parser.add_argument("--seed", type=int, default=0, help="of the folds")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    features = os.path.join(options.out, "features.tsv")
    assay = os.path.abspath(options.assay)

    if not options.reuse:
        rows = corpus.read_index(options.index)
        rows, dropped = corpus.without_duplicates(rows)
        print(f"{len(rows)} pictures, {len(dropped)} near duplicates dropped")
        laundered = os.path.abspath(os.path.join(options.out, "laundered"))
        views = [dict(row, treatment="as stored", original=row["path"], region="") for row in rows]
        views += corpus.regions(rows) + corpus.launder(rows, laundered)
        corpus.measure(assay, views, os.path.abspath(features))
        shutil.rmtree(laundered)
    data = Data(*corpus.read_features(features))
    columns = list(range(len(data.names)))
    # One split can be lucky: thresholds are set on several, tables are those of the first.
    spread = [
        cross_validated(data, columns, options.seed + number)
        for number in range(max(options.splits, options.spread))]
    splits = spread[:options.splits]
    output, fold = splits[0]

    experts, nested = [], np.zeros(len(fold), bool)
    for kind, coding, treatments in [
        (1, data.lossless, ["crop, PNG"]), (2, ~data.lossless, ["crop, JPEG", "smaller, JPEG"])]:
        # Works of people that are no photographs count as false alarms too, and so do photographs
        # that went through the same last step as the synthetic pictures.
        stored = coding & data.passes & data.native
        laundered = [
            coding & data.passes & (data.treatment == treatment) for treatment in treatments]
        base = stored | laundered[0]
        negatives = [
            side & (data.positive == 0)
            for side in [stored, *laundered, *(stored | side for side in laundered)]]
        limit = max(
            threshold(scores, parts, some) for scores, parts in splits for some in negatives)
        # What a threshold set without a fold calls on that fold: no picture set its own.
        for number in range(FOLDS):
            held = coding & data.passes & data.native & (fold == number)
            others = [some & (fold != number) for some in negatives]
            nested[held] = output[held] >= max(threshold(output, fold, some) for some in others)
        fit = base & data.native if (base & data.native & data.real).sum() >= 200 else base
        fit = fit & (data.real | (data.positive == 1))
        slope, intercept = calibration(output[fit], data.positive[fit])
        experts.append((kind, 0, slope, intercept, limit))
    ratio = np.zeros(len(output))
    for (kind, _, slope, intercept, _), coding in zip(experts, [data.lossless, ~data.lossless]):
        ratio[coding] = slope * output[coding] + intercept
    final = Model(data, np.ones(len(fold), bool), columns)
    weights = model_file.model_bytes(
        options.name,
        [(final.trees.booster_, final.share, final.terms(len(data.names)))], experts,
        len(data.names))
    path = os.path.join(options.out, "forensic.model")
    with open(path, "wb") as file:
        file.write(weights)
    if options.weights:
        shutil.copyfile(path, options.weights)

    scores = os.path.join(options.out, "scores.tsv")
    write_scores(data, output, fold, experts, scores, data.native)
    report = subprocess.run(
        [assay, "evaluate", scores, "--score", "score", "--by", "face", "--by", "group",
         "--skin-tone", "--json", os.path.join(options.out, "report.json"), "--html",
         os.path.join(options.out, "report.html")], check=True, capture_output=True, text=True)
    with open(os.path.join(options.out, "report.txt"), "w", encoding="utf-8") as file:
        file.write(report.stdout)
    with open(os.path.join(options.out, "report.json"), encoding="utf-8") as file:
        figures = json.load(file)

    number = lambda row, key: float(row.get(key) or 0)
    leaks = [
        leak_check(
            data, lambda r: [number(r, "original_width"), number(r, "original_height")],
            options.seed, "width and height of the original"),
        leak_check(
            data, lambda r: [number(r, "width"), number(r, "height")], options.seed,
            "width and height of the region measured"),
        leak_check(
            data, lambda r: [number(r, "quality"), number(r, "lossless"),
                             ["", "4:2:0", "4:2:2", "4:4:4"].index(r["chroma"])
                             if r["chroma"] in ("4:2:0", "4:2:2", "4:4:4") else 0],
            options.seed, "format, JPEG quality and chroma"),
    ]
    tables = card.tables(
        data, output, ratio, fold, experts, nested, leaks, spread, figures, matched_area, options,
        datetime.date.today().isoformat(), len(weights))
    with open(os.path.join(options.out, "tables.md"), "w", encoding="utf-8") as file:
        file.write(tables)
    print(tables)
    if options.card:
        card.replace(options.card, tables)


if __name__ == "__main__":
    main()
