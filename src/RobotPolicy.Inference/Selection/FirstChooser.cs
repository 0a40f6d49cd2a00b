using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Inference.Selection;

/// <summary>All are alike, so the first wins.</summary>
internal sealed class FirstChooser : ICandidateChooser
{
    public int AddedRows => 0;

    public GraphStatus Score(CandidateBatch batch, long inference)
    {
        batch.Scores.AsSpan().Clear();
        return GraphStatus.Ok;
    }
}
