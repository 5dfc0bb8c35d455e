package kafka

import (
	"context"
	"time"

	"github.com/IBM/sarama"
	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// subscription is one Subscribe call: a member of the group, which works the partitions given to it
// from one sharing of the group to the next.
type subscription struct {
	ctx    context.Context
	config Config
	topic  string
	out    chan *message.Message
	logger watermill.LoggerAdapter
}

// run works until the subscription's context ends.
func (s *subscription) run(group sarama.ConsumerGroup) {
	defer close(s.out)
	heard := make(chan struct{})
	go func() {
		defer close(heard)
		for err := range group.Errors() {
			s.trouble("consuming", err)
		}
	}()
	for failures := 0; s.ctx.Err() == nil; {
		began := time.Now()
		err := group.Consume(s.ctx, []string{s.topic}, s)
		if err != nil {
			s.trouble("consuming", err)
		} else if time.Since(began) > brief {
			failures = 0
			continue
		}
		failures++
		wait(s.ctx, rejoin(failures))
	}
	if err := group.Close(); err != nil {
		s.logger.Info("leaving the group", watermill.LogFields{"reason": err.Error()})
	}
	<-heard
}

// rejoin is the pause before a member that lost the cluster comes back.
var rejoin = feed.Exponential(100*time.Millisecond, 2*time.Second)

// brief is a sharing of the group that ended as soon as it began: its partitions could not be consumed,
// or members come all at once. Without a pause the next would end likewise.
const brief = time.Second

// trouble is logged unless the subscription is ending anyway.
func (s *subscription) trouble(doing string, err error) {
	if s.ctx.Err() == nil {
		s.logger.Error(doing, err, nil)
	}
}

// Setup implements sarama.ConsumerGroupHandler.
func (s *subscription) Setup(sarama.ConsumerGroupSession) error { return nil }

// Cleanup implements sarama.ConsumerGroupHandler.
func (s *subscription) Cleanup(sarama.ConsumerGroupSession) error { return nil }

// ConsumeClaim implements sarama.ConsumerGroupHandler: it works one partition until the group shares
// anew. A message acked by then is marked, so that its new holder goes on behind it.
func (s *subscription) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for received := range claim.Messages() {
		if !s.handle(session.Context(), received) {
			break
		}
		session.MarkMessage(received, "")
	}
	return nil
}

// handle reports whether the group may go on behind the message. What was fetched ahead when the session
// ends belongs to the next holder.
func (s *subscription) handle(session context.Context, received *sarama.ConsumerMessage) bool {
	if session.Err() != nil {
		return false
	}
	msg, err := event(received)
	if err != nil {
		s.logger.Error("passed over a message that is no event", err, watermill.LogFields{"partition": received.Partition, "offset": received.Offset})
		return true
	}
	return s.deliver(session, msg)
}

// wait returns false when ctx ended before the pause was over.
func wait(ctx context.Context, pause time.Duration) bool {
	if pause <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
