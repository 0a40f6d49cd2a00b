using System.Diagnostics;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Inference;

public sealed class OnnxGraphTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _folder = Directory.CreateTempSubdirectory("robotpolicy-graph-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Run_BoundMemory_IsReadAndFilled()
    {
        using var graph = Open(Addition());
        var x = graph.BindInput("x", 1, 16);
        var y = graph.BindOutput("y", 1, 16);
        x.Span.Fill(2);

        Assert.Equal(GraphStatus.Ok, graph.Run());

        Assert.All(y.ToArray(), value => Assert.Equal(3, value));
        Assert.Equal([1L, 16], graph.Inputs[0].Shape);
        Assert.Equal("float32", graph.Inputs[0].ElementType);
    }

    [Fact]
    public void Run_SteadyState_AllocatesNothing()
    {
        using var graph = Open(Addition());
        graph.BindInput("x", 1, 16);
        graph.BindOutput("y", 1, 16);
        for (var i = 0; i < 100; i++)
            graph.Run();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
            graph.Run();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Run_AfterCollections_StillUsesTheSameMemory()
    {
        using var graph = Open(Addition());
        var x = graph.BindInput("x", 1, 16);
        var y = graph.BindOutput("y", 1, 16);
        for (var i = 0; i < 20; i++)
        {
            x.Span.Fill(i);
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            Assert.Equal(GraphStatus.Ok, graph.Run());
            Assert.Equal(i + 1, y.Span[15]);
        }
    }

    [Fact]
    public void Run_AfterDispose_ReturnsStopped()
    {
        var graph = Open(Addition());
        graph.BindInput("x", 1, 16);
        graph.BindOutput("y", 1, 16);
        graph.Dispose();
        graph.Dispose();

        Assert.Equal(GraphStatus.Stopped, graph.Run());
        graph.Cancel();
        Assert.Throws<ObjectDisposedException>(() => graph.BindInput("x", 1, 16));
    }

    [Fact]
    public void Run_InputNotBound_FailsWithReason()
    {
        using var graph = Open(Addition());
        graph.BindOutput("y", 1, 16);

        Assert.Equal(GraphStatus.Failed, graph.Run());
        Assert.Contains("Missing Input", graph.LastError);
        Assert.Equal(GraphStatus.Failed, graph.Run());
    }

    [Fact]
    public void Dispose_DuringRuns_WaitsAndNeverCrashes()
    {
        var model = Slow(layers: 20);
        for (var round = 0; round < 25; round++)
        {
            var graph = Open(model);
            graph.BindInput("x", 128, 128);
            graph.BindOutput("y", 128, 128);
            using var started = new ManualResetEventSlim();
            var last = GraphStatus.Ok;
            var worker = new Thread(() =>
            {
                do
                {
                    last = graph.Run();
                    started.Set();
                }
                while (last == GraphStatus.Ok);
            });
            worker.Start();
            Assert.True(started.Wait(Patience));

            // A different moment of the run every round.
            Thread.SpinWait(round * 5_000);
            graph.Dispose();

            Assert.True(worker.Join(Patience));
            Assert.Equal(GraphStatus.Stopped, last);
        }
    }

    [Fact]
    public void Cancel_DuringRun_EndsItAndTheNextRunWorks()
    {
        using var graph = Open(Slow(layers: 400));
        graph.BindInput("x", 128, 128);
        graph.BindOutput("y", 128, 128);
        var clock = Stopwatch.StartNew();
        Assert.Equal(GraphStatus.Ok, graph.Run());

        GraphStatus? status = null;
        var worker = new Thread(() => status = graph.Run());
        worker.Start();
        while (worker.IsAlive)
        {
            // Without effect as long as the run has not begun; so it is asked for until it has.
            graph.Cancel();
            Thread.Yield();
            Assert.True(clock.Elapsed < Patience);
        }

        Assert.Equal(GraphStatus.Stopped, status);
        Assert.Equal(GraphStatus.Ok, graph.Run());
    }

    [Fact]
    public void Cancel_WithoutRun_DoesNotStopTheNextOne()
    {
        using var graph = Open(Addition());
        graph.BindInput("x", 1, 16);
        graph.BindOutput("y", 1, 16);

        graph.Cancel();

        Assert.Equal(GraphStatus.Ok, graph.Run());
    }

    [Fact]
    public void Run_FromTwoThreads_IsRefused()
    {
        using var graph = Open(Slow(layers: 400));
        graph.BindInput("x", 128, 128);
        graph.BindOutput("y", 128, 128);
        var refused = false;
        var clock = Stopwatch.StartNew();
        var workers = new Thread[2];
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = new Thread(RunUntilRefused);
            workers[i].Start();
        }

        Assert.All(workers, worker => Assert.True(worker.Join(Patience * 2)));
        Assert.True(refused);
        Assert.Equal(GraphStatus.Ok, graph.Run());

        // Either of the two may be the one that comes second.
        void RunUntilRefused()
        {
            while (!Volatile.Read(ref refused) && clock.Elapsed < Patience)
            {
                try
                {
                    graph.Run();
                }
                catch (InvalidOperationException)
                {
                    Volatile.Write(ref refused, true);
                }
            }
        }
    }

    [Fact]
    public void Log_OfAFailingRun_GoesToTheDelegate()
    {
        var lines = new List<string>();
        var previous = OnnxEnvironment.Log;
        OnnxEnvironment.Log = (level, text) =>
        {
            lock (lines)
                lines.Add($"{level}: {text}");
        };
        try
        {
            using var graph = Open(Addition());
            graph.BindOutput("y", 1, 16);
            graph.Run();
        }
        finally
        {
            OnnxEnvironment.Log = previous;
        }

        lock (lines)
            Assert.Contains(lines, line => line.StartsWith("Error: ", StringComparison.Ordinal) && line.Contains("Missing Input"));
    }

    private static byte[] Addition() => new OnnxModelBuilder()
        .Input("x", 1, 16).Constant("one", [1], 1).Node("Add", ["x", "one"], "y").Output("y", 1, 16).Build();

    /// <summary>A chain of products, which is ended between two of them.</summary>
    private static byte[] Slow(int layers)
    {
        const int size = 128;
        var weights = new float[size * size];
        for (var i = 0; i < size; i++)
            weights[i * (size + 1)] = 1;
        var model = new OnnxModelBuilder().Input("x", size, size).Constant("w", weights, size, size);
        for (var layer = 0; layer < layers; layer++)
            model.Node("MatMul", [layer == 0 ? "x" : $"h{layer}", "w"], layer == layers - 1 ? "y" : $"h{layer + 1}");
        return model.Output("y", size, size).Build();
    }

    private OnnxGraph Open(byte[] model)
    {
        var path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, model);
        var errors = new List<PackageError>();
        var graph = OnnxGraph.Open(path, "model.onnx", new OnnxGraphOptions(), errors);
        Assert.Empty(errors);
        return graph!;
    }
}
