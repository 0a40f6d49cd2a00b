using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Inference.Failure.Rollouts;

/// <summary>Replays rollouts through a score, as the monitor runs it.</summary>
public static class RolloutScorer
{
    /// <summary>Scores every call in order. Calls are numbered and the score is reset by epoch.</summary>
    /// <param name="rollout">What to replay.</param>
    /// <param name="score">Is reset first and left in any state; used by this thread alone meanwhile.</param>
    /// <returns>Scores [N]; NaN where the score cannot tell.</returns>
    public static double[] Score(Rollout rollout, IFailureScore score)
    {
        var values = new double[rollout.Count];
        var chunk = new ActionChunk(rollout.Horizon, rollout.JointCount);
        var call = 0;
        for (var i = 0; i < values.Length; i++, call++)
        {
            var steps = 0;
            if (i == 0 || rollout.Epochs.Span[i] != rollout.Epochs.Span[i - 1])
            {
                score.Reset();
                call = 0;
            }
            else
            {
                var elapsed = (rollout.StartNs.Span[i] - rollout.StartNs.Span[i - 1]) / (double)rollout.IntervalNs;
                steps = (int)Math.Clamp(Math.Round(elapsed), 0, int.MaxValue);
            }

            rollout.CopyChunk(i, chunk);
            values[i] = score.Score(new ScoreInput(rollout.Insight(i), chunk, call, steps));
        }

        return values;
    }
}
