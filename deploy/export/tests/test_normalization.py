"""Formulas of the normalisers, and where their statistics are found."""

import json
import os
import tempfile
import unittest

import numpy as np

import context  # noqa: F401
import make_checkpoint
import synthetic
from exporter import checkpoint, normalization
from exporter.problems import Problems


def of(mode, **statistics):
    return normalization.Normalization(mode, 1e-8, {name: np.array(value, np.float32) for name, value in statistics.items()})


class FormulaTests(unittest.TestCase):
    def check(self, found, raw, normal, back=None):
        np.testing.assert_allclose(found.forward(np.array(raw)), normal, rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(found.backward(np.array(normal)), raw if back is None else back, rtol=1e-6, atol=1e-9)

    def test_mean_std(self):
        self.check(of("mean_std", mean=[1, -2], std=[0.5, 4]), [2.0, 2.0], [2.0, 1.0])

    def test_mean_std_without_spread_divides_by_eps(self):
        self.check(of("mean_std", mean=[1], std=[0]), [1.0 + 1e-8], [1.0], [1.0])

    def test_min_max(self):
        self.check(of("min_max", min=[-0.75, 1], max=[1.25, 3]), [0.75, 1.0], [0.5, -1.0])

    def test_min_max_without_range_maps_to_minus_one(self):
        self.check(of("min_max", min=[2], max=[2]), [2.0], [-1.0])

    def test_quantiles(self):
        self.check(of("quantiles", q01=[0], q99=[4]), [3.0], [0.5])
        self.check(of("quantile10", q10=[0], q90=[4]), [3.0], [0.5])

    def test_identity(self):
        self.check(of("identity"), [3.0], [3.0])


class SourceTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.config = synthetic.golden("act_two_cameras")["config"]
        self.expected = make_checkpoint.statistics(self.config)

    def read(self, weights=(), dataset=None):
        problems = Problems()
        return normalization.read(self.folder, self.config, dict(weights), dataset, problems), problems.lines

    def edit(self, file, change):
        path = os.path.join(self.folder, file)
        with open(path) as opened:
            content = json.load(opened)
        change(content)
        with open(path, "w") as opened:
            json.dump(content, opened)

    def write(self):
        make_checkpoint.processors(self.config, self.expected, self.folder)

    def test_processor_files(self):
        self.write()
        found, lines = self.read()
        self.assertEqual([], lines)
        self.assertEqual("processor files", found.source)
        for name, each in found.features.items():
            self.assertEqual("mean_std", each.mode)
            np.testing.assert_array_equal(self.expected[name]["std"].ravel(), each.statistics["std"])

    def test_modes_and_eps_of_the_processor_win_over_the_configuration(self):
        self.config["normalization_mapping"]["STATE"] = "MIN_MAX"
        self.write()
        self.config["normalization_mapping"]["STATE"] = "IDENTITY"
        self.edit("policy_preprocessor.json", lambda content: content["steps"][3]["config"].update(eps=1e-3))
        found, lines = self.read()
        self.assertEqual([], lines)
        self.assertEqual(("min_max", 1e-3), (found.features["observation.state"].mode, found.features["observation.state"].eps))

    def test_renamed_observations(self):
        self.write()
        self.edit("policy_preprocessor.json", lambda content: content["steps"][0]["config"].update(
            rename_map={"observation.images.laptop": "observation.images.front"}))
        found, _ = self.read()
        self.assertEqual({"observation.images.front": "observation.images.laptop"}, found.renamed)
        whole = checkpoint.Checkpoint(self.folder, self.config, {}, found)
        self.assertEqual("laptop", whole.camera("observation.images.front"))
        self.assertEqual("wrist", whole.camera("observation.images.wrist"))

    def test_steps_that_change_numbers_are_refused(self):
        self.write()
        tokens = {"registry_name": "tokenizer_processor", "config": {}}
        absolute = {"registry_name": "absolute_actions_processor", "config": {"enabled": True}}
        self.edit("policy_preprocessor.json", lambda content: content["steps"].insert(1, tokens))
        self.edit("policy_postprocessor.json", lambda content: content["steps"].append(absolute))
        lines = self.read()[1]
        self.assertEqual(2, len(lines), lines)
        self.assertIn("tokenizer_processor", lines[0])
        self.assertIn("absolute_actions_processor", lines[1])

    def test_one_processor_file_is_no_pair(self):
        self.write()
        os.remove(os.path.join(self.folder, "policy_postprocessor.json"))
        self.assertIn("got one of them", self.read()[1][0])

    def test_statistics_that_are_missing_or_infinite(self):
        self.expected["action"].pop("std")
        self.expected["observation.state"]["mean"][2] = np.inf
        self.expected["observation.images.front"]["mean"] = np.zeros(2, np.float32)
        self.write()
        text = "\n".join(self.read()[1])
        self.assertIn("statistics of action (processor files): expected std", text)
        self.assertIn("statistics of observation.state (processor files): expected finite values of mean", text)
        self.assertIn("statistics of observation.images.front (processor files): expected 3 values of mean, got 2", text)

    def test_observation_without_statistics_stays_as_it_is(self):
        self.expected.update({"observation.images.front": {}})
        self.write()
        found, lines = self.read()
        self.assertEqual([], lines)
        self.assertEqual("identity", found.features["observation.images.front"].mode)

    def test_buffers_of_older_checkpoints(self):
        weights = {}
        for key in ("mean", "std"):
            weights["unnormalize_outputs.buffer_action." + key] = self.expected["action"][key]
            for name in self.config["input_features"]:
                weights["normalize_inputs.buffer_%s.%s" % (name.replace(".", "_"), key)] = self.expected[name][key]
        found, lines = self.read(weights)
        self.assertEqual([], lines)
        self.assertEqual("buffers in model.safetensors", found.source)
        np.testing.assert_array_equal(self.expected["action"]["std"], found.features["action"].statistics["std"])

    def test_dataset_where_the_checkpoint_has_none(self):
        class Dataset:
            statistics = {name: {key: value.tolist() for key, value in entry.items()} for name, entry in self.expected.items()}

        found, lines = self.read(dataset=Dataset)
        self.assertEqual([], lines)
        np.testing.assert_allclose(found.features["observation.images.wrist"].statistics["mean"], [0.485, 0.456, 0.406], rtol=1e-6)
        np.testing.assert_allclose(found.features["action"].statistics["mean"], self.expected["action"]["mean"], rtol=1e-6)
        self.assertIn("--dataset", self.read()[1][0])


if __name__ == "__main__":
    unittest.main()
