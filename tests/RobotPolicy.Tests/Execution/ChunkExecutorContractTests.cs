using FsCheck;
using FsCheck.Fluent;
using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Tests.Execution;

/// <summary>What every executor promises, whatever chunks come when. A run is determined by one seed.</summary>
public sealed class ChunkExecutorContractTests
{
    private const int Joints = 2;
    private const int Horizon = 12;
    private const long Dt = 50 * ExecutorSetup.Ms;
    private const int FadeMs = 80;
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(40).WithReplay(2026, 7919);

    public static TheoryData<ExecutorKind> Kinds => [.. Enum.GetValues<ExecutorKind>()];

    private static Arbitrary<int> Seeds => Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    /// <summary>
    /// Sampled every 50 µs, over seams at random instants, seams within fades, and the ends of chunks: position is the integral of
    /// velocity, and acceleration moves by no more than its slope allows.
    /// </summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Cubic_RandomSeams_PositionVelocityAndAccelerationAreContinuous(ExecutorKind kind) =>
        Check.One(Runs, Prop.ForAll(Seeds, seed => Assert.InRange(LargestAccelerationStep(kind, Interpolation.Cubic, seed), 1e-6, 40)));

    /// <summary>The measure of the property above sees a velocity that steps.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Linear_AccelerationStepsAreSeen(ExecutorKind kind) =>
        Assert.True(LargestAccelerationStep(kind, Interpolation.Linear, 1) > 4000);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AnyChunks_TargetStaysInTheRangeOfWhatWasSaid(ExecutorKind kind) => Check.One(Runs, Prop.ForAll(Seeds, seed =>
    {
        var session = new Session(kind, Interpolation.Cubic, seed);
        for (var tick = 0; tick < 400; tick++)
            if (session.Step(5 * ExecutorSetup.Ms))
                for (var joint = 0; joint < Joints; joint++)
                    Assert.InRange(session.Target[joint], session.Lowest - 0.15, session.Highest + 0.15);
    }));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ExpiredActions_HaveNoInfluence(ExecutorKind kind)
    {
        foreach (var interpolation in Enum.GetValues<Interpolation>())
        {
            var spec = Spec(kind, interpolation);
            double Play(double expired)
            {
                var executor = ExecutorSetup.Start(spec, FadeMs, ExecutorSetup.Robot(Joints));
                var chunk = RandomChunk(new Random(5), 0, 1);
                for (var step = 0; step < 5; step++)
                    chunk.Action(step).Fill(expired);
                Assert.Equal(ChunkAcceptance.Accepted, executor.Accept(chunk, (6 * Dt) + 1));
                return Enumerable.Range(0, 90).Sum(i => executor.At((6 * Dt) + 1 + (i * Dt / 20)));
            }

            Assert.Equal(Play(0), Play(1e6));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void StaleOrExpiredOrOlderChunks_AreRefusedAndChangeNothing(ExecutorKind kind)
    {
        var executor = ExecutorSetup.Start(Spec(kind), FadeMs, ExecutorSetup.Robot(Joints));
        var random = new Random(3);
        executor.Reset(7, new double[Joints]);
        Assert.Equal(ChunkAcceptance.StaleEpoch, executor.Accept(RandomChunk(random, 0, 1, epoch: 6), 0));
        Assert.Equal(ChunkAcceptance.StaleEpoch, executor.Accept(RandomChunk(random, 0, 1, epoch: 8), 0));
        Assert.Equal(ChunkAcceptance.Expired, executor.Accept(RandomChunk(random, 0, 1, epoch: 7), Horizon * Dt));
        Assert.Equal(ScheduleStatus.AwaitingFirst, executor.Sample(Horizon * Dt, new double[Joints], new double[Joints]).Status);
        var now = 20 * Dt;
        Assert.Equal(ChunkAcceptance.Accepted, executor.Accept(RandomChunk(random, now, 1, epoch: 7), now));
        var before = executor.At(now);
        Assert.Equal(ChunkAcceptance.OutOfOrder, executor.Accept(RandomChunk(random, now, 2, epoch: 7), now));
        Assert.Equal(ChunkAcceptance.OutOfOrder, executor.Accept(RandomChunk(random, now - 1, 3, epoch: 7), now));
        Assert.Equal(before, executor.At(now));
        executor.Reset(9, new double[Joints]);
        Assert.Equal(ScheduleStatus.AwaitingFirst, executor.Sample(now, new double[Joints], new double[Joints]).Status);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Starvation_IsEmptyAndNeverARepeat(ExecutorKind kind)
    {
        var executor = ExecutorSetup.Start(Spec(kind), FadeMs, ExecutorSetup.Robot(Joints));
        executor.Accept(RandomChunk(new Random(1), 0, 1), 0);
        Assert.Equal(1, executor.Sample((Horizon * Dt) - 1, new double[Joints], new double[Joints]).RemainingNs);
        double[] target = [77, 78];
        for (var tick = 0; tick < 5; tick++)
        {
            var sample = executor.Sample((Horizon * Dt) + (tick * Dt), target, new double[Joints]);
            Assert.Equal((ScheduleStatus.Empty, 0), (sample.Status, sample.RemainingNs));
            Assert.True(executor.WantsChunk((Horizon * Dt) + (tick * Dt), default));
        }

        Assert.Equal([77, 78], target);
    }

    /// <summary>With an answer that takes its time every time, a chunk is always there before the last one ends.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void SteadyLatency_IsNeverStarved(ExecutorKind kind)
    {
        foreach (var latencyMs in (int[])[0, 20, 50, 100, 200, 250])
        {
            var executor = ExecutorSetup.Start(Spec(kind), FadeMs, ExecutorSetup.Robot(Joints));
            var latencyNs = latencyMs * ExecutorSetup.Ms;
            var forecast = new LatencyForecast(latencyNs, latencyNs, latencyNs);
            var askedNs = -1L;
            var id = 0L;
            for (var now = 0L; now < 200 * Dt; now += 10 * ExecutorSetup.Ms)
            {
                if (askedNs >= 0 && now - askedNs >= latencyNs)
                {
                    var chunk = RandomChunk(new Random(1), askedNs, ++id);
                    chunk.ConditionedSteps = (int)((latencyNs + Dt - 1) / Dt);
                    Assert.Equal(ChunkAcceptance.Accepted, executor.Accept(chunk, now));
                    askedNs = -1;
                }

                var status = executor.Sample(now, new double[Joints], new double[Joints]).Status;
                Assert.Equal(id > 0 ? ScheduleStatus.Active : ScheduleStatus.AwaitingFirst, status);
                if (askedNs < 0 && executor.WantsChunk(now, forecast))
                    askedNs = now;
            }

            Assert.True(id > 10);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void SteadyState_AllocatesNothing(ExecutorKind kind)
    {
        var session = new Session(kind, Interpolation.Cubic, 4);
        for (var tick = 0; tick < 300; tick++)
            session.Step(5 * ExecutorSetup.Ms);
        session.AllocatedBytes = 0;
        for (var tick = 0; tick < 300; tick++)
            session.Step(5 * ExecutorSetup.Ms);
        Assert.Equal(0, session.AllocatedBytes);
    }

    private static double LargestAccelerationStep(ExecutorKind kind, Interpolation interpolation, int seed)
    {
        const long stepNs = 50_000;
        var session = new Session(kind, interpolation, seed);
        var (position, velocity, acceleration) = (new double[Joints], new double[Joints], new double[Joints]);
        var largest = 0.0;
        var known = 0;
        for (var tick = 0; tick < 20_000; tick++)
        {
            if (!session.Step(stepNs))
            {
                known = 0;
                continue;
            }

            for (var joint = 0; joint < Joints; joint++)
            {
                var (p, v) = (session.Target[joint], session.Velocity[joint]);
                var a = (v - velocity[joint]) / (stepNs * 1e-9);
                if (known > 0 && interpolation == Interpolation.Cubic)
                    Assert.Equal(position[joint] + (0.5 * (v + velocity[joint]) * stepNs * 1e-9), p, 1e-8);
                if (known > 1)
                    largest = Math.Max(largest, Math.Abs(a - acceleration[joint]));
                (position[joint], velocity[joint], acceleration[joint]) = (p, v, a);
            }

            known++;
        }

        return largest;
    }

    private static PolicySpec Spec(ExecutorKind kind, Interpolation interpolation = Interpolation.Cubic) =>
        ExecutorSetup.Spec(kind, Horizon, 5, 50) with { Interpolation = interpolation };

    /// <summary>A course of small steps around a place of its own.</summary>
    private static ActionChunk RandomChunk(Random random, long startNs, long id, long epoch = 1)
    {
        var chunk = ExecutorSetup.Chunk(startNs, new double[Horizon * Joints], Dt, epoch, Joints);
        chunk.Id = id;
        for (var joint = 0; joint < Joints; joint++)
        {
            var value = 0.2 * ((2 * random.NextDouble()) - 1);
            for (var step = 0; step < Horizon; step++, value += 0.1 * ((2 * random.NextDouble()) - 1))
                chunk.Action(step)[joint] = value;
        }

        return chunk;
    }

    /// <summary>Chunks of random courses that come at random instants, now and then so late that the schedule runs out.</summary>
    private sealed class Session
    {
        private readonly IChunkExecutor _executor;
        private readonly Random _random;
        private ActionChunk _next;
        private long _nextNs;
        private long _nowNs;
        private long _id;

        public Session(ExecutorKind kind, Interpolation interpolation, int seed)
        {
            _random = new Random(seed);
            _executor = ExecutorSetup.Start(Spec(kind, interpolation), FadeMs, ExecutorSetup.Robot(Joints));
            _next = Draw();
        }

        public double[] Target { get; } = new double[Joints];

        public double[] Velocity { get; } = new double[Joints];

        public double Lowest { get; private set; }

        public double Highest { get; private set; }

        public long AllocatedBytes { get; set; }

        public bool Step(long stepNs)
        {
            _nowNs += stepNs;
            if (_nowNs >= _nextNs)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                _executor.Accept(_next, _nowNs);
                AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - before;
                foreach (var value in _next.Actions)
                    (Lowest, Highest) = (Math.Min(Lowest, value), Math.Max(Highest, value));
                _next = Draw();
            }

            var start = GC.GetAllocatedBytesForCurrentThread();
            var sample = _executor.Sample(_nowNs, Target, Velocity);
            _executor.WantsChunk(_nowNs, new LatencyForecast(1, 1, 1));
            AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - start;
            return sample.Status == ScheduleStatus.Active;
        }

        private ActionChunk Draw()
        {
            // Observed up to 100 ms before it comes; a chunk in fifty comes when the one before is over.
            _nextNs = _nowNs + ((_random.Next(50) == 0 ? 700 : 20 + _random.Next(300)) * ExecutorSetup.Ms) + _random.Next(1000);
            var chunk = RandomChunk(_random, _nextNs - (_random.Next(100) * ExecutorSetup.Ms), ++_id);
            chunk.ConditionedSteps = 2;
            return chunk;
        }
    }
}
