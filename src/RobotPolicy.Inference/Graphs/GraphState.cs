namespace RobotPolicy.Inference.Graphs;

/// <summary>A tensor that a graph carries from run to run: two memories that change places where they can. The running thread.</summary>
public sealed class GraphState
{
    private Memory<float> _input;
    private Memory<float> _output;

    internal GraphState(Memory<float> input, Memory<float> output) => (_input, _output) = (input, output);

    /// <summary>What the next run reads.</summary>
    public Memory<float> Input => _input;

    /// <summary>What the last run wrote.</summary>
    public Memory<float> Output => _output;

    internal void Exchange() => (_input, _output) = (_output, _input);

    internal void Copy() => _output.CopyTo(_input);
}
