"""What finetune.py makes of the frames in which a human helped."""

import os
import sys
import unittest

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from interventions import DEMO, INTERVENTION, PRE_INTERVENTION, ROBOT, Interventions, sirius_weights  # noqa: E402


def dataset(classes, episodes, outcomes):
    """Frames whose action is their own number."""
    frames = Interventions.__new__(Interventions)
    frames.classes, frames.episodes, frames.outcomes = np.array(classes), np.array(episodes), outcomes
    frames.states = np.zeros((len(classes), 7), np.float32)
    frames.actions = np.repeat(np.arange(len(classes), dtype=np.float32)[:, None], 7, 1)
    return frames


class ChunkTests(unittest.TestCase):
    def test_chunk_ends_where_another_hand_takes_over(self):
        targets, mask = dataset([ROBOT, PRE_INTERVENTION, INTERVENTION, INTERVENTION, ROBOT], [0] * 5, {0: "failure"}).chunks(3)
        self.assertEqual([[1, 1, 0], [1, 0, 0], [1, 1, 0], [1, 0, 0], [1, 0, 0]], mask.tolist())
        self.assertEqual([[0, 1, 1], [1, 1, 1], [2, 3, 3], [3, 3, 3], [4, 4, 4]], targets[:, :, 0].tolist())

    def test_last_action_holds_on_after_a_success_alone(self):
        _, mask = dataset([INTERVENTION] * 4, [0, 0, 1, 1], {0: "success", 1: "failure"}).chunks(3)
        self.assertEqual([[1, 1, 1], [1, 1, 1], [1, 1, 0], [1, 0, 0]], mask.tolist())

    def test_what_came_before_a_change_of_hands_is_not_terminal(self):
        _, mask = dataset([INTERVENTION, ROBOT], [0, 0], {0: "success"}).chunks(2)
        self.assertEqual([[1, 0], [1, 1]], mask.tolist())


class WeightTests(unittest.TestCase):
    def test_published_shares(self):
        weights = sirius_weights(np.repeat([DEMO, ROBOT, INTERVENTION, PRE_INTERVENTION], [40, 45, 10, 5]))
        self.assertAlmostEqual(1, weights[DEMO], 6)
        self.assertAlmostEqual(0.217778, weights[ROBOT], 6)
        self.assertAlmostEqual(5, weights[INTERVENTION], 6)
        self.assertAlmostEqual(0.04, weights[PRE_INTERVENTION], 6)

    def test_many_demonstrations_leave_the_robot_nothing_and_the_mean_is_one(self):
        classes = np.repeat([DEMO, ROBOT, INTERVENTION], [70, 10, 20])
        weights = sirius_weights(classes)
        self.assertEqual(0, weights[ROBOT])
        self.assertEqual(0, weights[PRE_INTERVENTION])
        self.assertAlmostEqual(2.5, weights[INTERVENTION] / weights[DEMO], 6)
        self.assertAlmostEqual(1, np.mean([weights[kind] for kind in classes]), 6)


if __name__ == "__main__":
    unittest.main()
