using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Models;

namespace RobotPolicy.Inference.Selection;

/// <summary>
/// Past-token self-verification (PTP): the chunk whose past actions are the closest to what was executed, min Σ‖â_τ − a_τ‖². What
/// was executed is what went to the robot, after limits, in the policy's own normalisation. While nothing was, the first wins.
/// </summary>
/// <param name="prior">What was executed, the newest first.</param>
internal sealed class PastTokensChooser(NormalizedPrior prior) : ICandidateChooser
{
    public int AddedRows => 0;

    public GraphStatus Score(CandidateBatch batch, long inference)
    {
        var executed = prior.Executed;
        var size = batch.ActionSize;
        for (var row = 0; row < batch.Count; row++)
        {
            var chunk = batch.Row(row);
            double sum = 0;
            for (var age = 0; age < Math.Min(prior.ExecutedCount, batch.PastSteps); age++)
            {
                var said = chunk.Slice((batch.PastSteps - 1 - age) * size, size);
                var done = executed.Slice(age * size, size);
                for (var i = 0; i < size; i++)
                    sum += ((double)said[i] - done[i]) * ((double)said[i] - done[i]);
            }

            batch.Scores[row] = (float)-sum;
        }

        return GraphStatus.Ok;
    }
}
