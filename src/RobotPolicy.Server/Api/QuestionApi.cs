using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Questions;
using RobotPolicy.Server.Sessions;
using Question = RobotPolicy.Api.V1.Question;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Server.Api;

/// <summary><c>questions.proto</c> over <see cref="QuestionBook"/>.</summary>
internal sealed class QuestionApi(OperationsRoom room) : QuestionService.QuestionServiceBase
{
    public override async Task WatchQuestions(
        WatchQuestionsRequest request, IServerStreamWriter<QuestionEvent> responseStream, ServerCallContext context)
    {
        var watched = room.Questions.Watch();
        using var changes = watched.Changes;
        foreach (var question in watched.Now)
            await responseStream.WriteAsync(
                new QuestionEvent { Question = ApiMessages.ToApi(question) }, context.CancellationToken).ConfigureAwait(false);
        await foreach (var question in changes.ReadAllAsync(context.CancellationToken).ConfigureAwait(false))
        {
            var message = new QuestionEvent { Question = ApiMessages.ToApi(question), Lost = changes.LostCount };
            await responseStream.WriteAsync(message, context.CancellationToken).ConfigureAwait(false);
        }
    }

    public override Task<ListQuestionsResponse> ListQuestions(ListQuestionsRequest request, ServerCallContext context)
    {
        var response = new ListQuestionsResponse();
        response.Questions.Add(room.Questions.List(request.OnlyOpen).Select(ApiMessages.ToApi));
        return Task.FromResult(response);
    }

    public override async Task<Question> AnswerQuestion(AnswerQuestionRequest request, ServerCallContext context)
    {
        new RequestCheck()
            .Name("question_id", request.QuestionId)
            .Name("choice", request.Choice)
            .Comment("comment", request.Comment)
            .ThrowIfBad();
        return ApiMessages.ToApi(await room.Questions.AnswerAsync(
            request.QuestionId, request.Choice, context.GetCaller().Subject, request.Comment).ConfigureAwait(false));
    }
}
