"""The exporter's networks against what LeRobot's own networks answered (tests/golden/make_lerobot.py)."""

import unittest

import numpy as np
import torch

import context  # noqa: F401
import synthetic
from exporter import networks

TOLERANCE = 2e-5


class NetworksTests(unittest.TestCase):
    def run_case(self, name):
        case = synthetic.golden(name)
        network, images, _ = networks.build(case["config"])
        problems = networks.load(network, synthetic.weights(case))
        self.assertEqual([], problems)
        given = synthetic.inputs(case)
        ordered = [torch.from_numpy(given[feature]) for feature in images + ["observation.state"]]
        return case, network, ordered

    def compare(self, case, name, actual):
        expected = case["expected." + name]
        self.assertEqual(expected["shape"], list(actual.shape))
        expected = np.array(expected["values"]).reshape(expected["shape"])
        error = np.abs(actual.numpy() - expected).max()
        print("%s: largest error %.3g of %.3g" % (name, error, np.abs(expected).max()))
        self.assertGreater(np.ptp(expected), 0.1)
        self.assertLessEqual(error, TOLERANCE * np.abs(expected).max())

    def act(self, name):
        case, network, inputs = self.run_case(name)
        with torch.no_grad():
            self.compare(case, "action", network(*inputs))

    def diffusion(self, name):
        case, network, inputs = self.run_case(name)
        sample = torch.from_numpy(synthetic.normal("sample", (2, case["config"]["horizon"], 6)))
        with torch.no_grad():
            if case["config"]["n_obs_steps"] == 1:
                inputs = [each.squeeze(1) for each in inputs]
            condition = network.encoder(*inputs)
            self.compare(case, "condition", condition)
            rows = condition.repeat(2, 1) * torch.tensor([[1.0], [0.5]])
            self.compare(case, "prediction", network.unet(sample, torch.tensor([3.0, 41.0]), rows))

    def test_act_two_cameras(self):
        self.act("act_two_cameras")

    def test_act_pre_norm(self):
        self.act("act_pre_norm")

    def test_diffusion_group_norm(self):
        self.diffusion("diffusion_group_norm")

    def test_diffusion_separate_encoders(self):
        self.diffusion("diffusion_separate_encoders")


if __name__ == "__main__":
    unittest.main()
