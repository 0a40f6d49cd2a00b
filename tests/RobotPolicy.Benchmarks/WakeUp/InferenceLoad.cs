using RobotPolicy.Benchmarks.GpuCheck.Networks;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Benchmarks.WakeUp;

/// <summary>A network that is computed over and over on threads of the ordinary scheduler, until it is disposed.</summary>
internal sealed class InferenceLoad : IDisposable
{
    private readonly List<(OnnxGraph Graph, Thread Thread)> _workers = [];
    private volatile bool _stopping;

    /// <summary>Starts it.</summary>
    /// <param name="threads">Graphs that are computed at once, with one thread each.</param>
    public InferenceLoad(int threads)
    {
        var model = DiffusionNetwork.Small.BuildEncoder(new WeightStore(), half: false, batch: 1);
        for (var i = 0; i < threads; i++)
        {
            var errors = new List<PackageError>();
            var graph = OnnxGraph.Open(model, "load", new OnnxGraphOptions(), errors) ?? throw new InvalidOperationException(errors[0].ToString());
            graph.BindInput("images", 1, DiffusionNetwork.Images, 3, DiffusionNetwork.Small.Side, DiffusionNetwork.Small.Side);
            graph.BindInput("state", 1, DiffusionNetwork.State);
            graph.BindOutput("condition", 1, DiffusionNetwork.Condition);
            var thread = new Thread(() =>
            {
                while (!_stopping && graph.Run() == GraphStatus.Ok)
                {
                }
            }) { IsBackground = true, Name = "load" };
            _workers.Add((graph, thread));
            thread.Start();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping = true;
        foreach (var (graph, thread) in _workers)
        {
            thread.Join();
            graph.Dispose();
        }
    }
}
